package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.scheduler.NotFoundException;
import io.fleetfoot.service.scheduler.RebootRecord;
import io.fleetfoot.service.scheduler.Reboots;
import io.fleetfoot.service.scheduler.Rollouts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The reboots, for operators. */
@RestController
@RequestMapping("/api/v1/reboots")
@Tag(name = "reboots", description = "One host's one attempt each.")
class RebootController {

  private final Reboots reboots;
  private final Rollouts rollouts;
  private final EntityTags tags;

  RebootController(Reboots reboots, Rollouts rollouts, EntityTags tags) {
    this.reboots = reboots;
    this.rollouts = rollouts;
    this.tags = tags;
  }

  @GetMapping("/{id}")
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "Show a reboot",
      description = "Shows a reboot with its boot proof and what its phases took.")
  ResponseEntity<RebootResponse> get(
      @Parameter(description = "The reboot's id.") @PathVariable UUID id) {
    RebootRecord known =
        reboots
            .find(new RebootId(id))
            .orElseThrow(() -> new NotFoundException("reboot", id.toString()));
    return tags.ok(
        known.reboot().version(),
        RebootResponse.of(known, rollouts.get(known.reboot().rollout()).waiting()));
  }
}
