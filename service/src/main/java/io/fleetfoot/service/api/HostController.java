package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.scheduler.CurrentActor;
import io.fleetfoot.service.scheduler.Hosts;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The hosts, for operators. */
@RestController
@RequestMapping("/api/v1/hosts")
class HostController {

  private final Hosts hosts;
  private final CurrentActor actor;

  HostController(Hosts hosts, CurrentActor actor) {
    this.hosts = hosts;
    this.actor = actor;
  }

  /** Why a host is declared up. */
  record DeclareUpRequest(@NotBlank String reason) {}

  @GetMapping
  @RequiresRole(Role.VIEWER)
  Items<HostResponse> list() {
    return new Items<>(hosts.list().stream().map(HostResponse::of).toList());
  }

  @GetMapping("/{id}")
  @RequiresRole(Role.VIEWER)
  HostResponse get(@PathVariable UUID id) {
    return HostResponse.of(hosts.get(new HostId(id)));
  }

  @PostMapping("/{id}/declare-up")
  @RequiresRole(Role.OPERATOR)
  HostResponse declareUp(@PathVariable UUID id, @Valid @RequestBody DeclareUpRequest request) {
    return HostResponse.of(hosts.declareUp(new HostId(id), actor.get().name(), request.reason()));
  }
}
