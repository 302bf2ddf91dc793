package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.UncoveredHostsException;
import io.fleetfoot.service.scheduler.NotFoundException;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.scheduler.Reboots;
import io.fleetfoot.service.scheduler.Rollouts;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The rollouts, for operators. */
@RestController
@RequestMapping("/api/v1/rollouts")
class RolloutController {

  private final Rollouts rollouts;
  private final Reboots reboots;
  private final RebootTimeouts timeouts;

  RolloutController(Rollouts rollouts, Reboots reboots, RebootTimeouts timeouts) {
    this.rollouts = rollouts;
    this.reboots = reboots;
    this.timeouts = timeouts;
  }

  @PostMapping
  @RequiresRole(Role.OPERATOR)
  ResponseEntity<RolloutResponse> create(@Valid @RequestBody RolloutRequest request) {
    RolloutResponse created = created(request);
    return ResponseEntity.created(URI.create("/api/v1/rollouts/" + created.id())).body(created);
  }

  @GetMapping
  @RequiresRole(Role.VIEWER)
  Items<RolloutResponse> list() {
    return new Items<>(rollouts.list().stream().map(RolloutResponse::of).toList());
  }

  @GetMapping("/{id}")
  @RequiresRole(Role.VIEWER)
  RolloutResponse get(@PathVariable UUID id) {
    return RolloutResponse.of(rollouts.get(new RolloutId(id)));
  }

  @GetMapping("/{id}/reboots")
  @RequiresRole(Role.VIEWER)
  Items<RebootResponse> listReboots(@PathVariable UUID id) {
    Rollouts.Overview overview = rollouts.get(new RolloutId(id));
    return new Items<>(
        reboots.list(overview.rollout().id()).stream()
            .map(reboot -> RebootResponse.of(reboot, overview.waiting()))
            .toList());
  }

  @PostMapping("/{id}/abort")
  @RequiresRole(Role.OPERATOR)
  RolloutResponse abort(@PathVariable UUID id) {
    return RolloutResponse.of(rollouts.abort(new RolloutId(id)));
  }

  private RolloutResponse created(RolloutRequest request) {
    try {
      return RolloutResponse.of(
          rollouts.create(request.toSpec(timeouts.of(RebootState.EXECUTING))));
    } catch (UncoveredHostsException e) {
      throw new InvalidRequestException("$.waves", String.valueOf(e.getMessage()));
    } catch (NotFoundException e) {
      throw new InvalidRequestException("$.kernelImage", String.valueOf(e.getMessage()));
    }
  }
}
