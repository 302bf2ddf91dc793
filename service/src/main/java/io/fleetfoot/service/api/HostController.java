package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.HostId;
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

  HostController(Hosts hosts) {
    this.hosts = hosts;
  }

  /** Who declares a host up, and why. */
  record DeclareUpRequest(@NotBlank String actor, @NotBlank String reason) {}

  @GetMapping
  Items<HostResponse> list() {
    return new Items<>(hosts.list().stream().map(HostResponse::of).toList());
  }

  @GetMapping("/{id}")
  HostResponse get(@PathVariable UUID id) {
    return HostResponse.of(hosts.get(new HostId(id)));
  }

  @PostMapping("/{id}/declare-up")
  HostResponse declareUp(@PathVariable UUID id, @Valid @RequestBody DeclareUpRequest request) {
    return HostResponse.of(hosts.declareUp(new HostId(id), request.actor(), request.reason()));
  }
}
