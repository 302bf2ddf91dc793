package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.scheduler.NotFoundException;
import io.fleetfoot.service.scheduler.RebootRecord;
import io.fleetfoot.service.scheduler.Reboots;
import io.fleetfoot.service.scheduler.Rollouts;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The reboots, for operators. */
@RestController
@RequestMapping("/api/v1/reboots")
class RebootController {

  private final Reboots reboots;
  private final Rollouts rollouts;

  RebootController(Reboots reboots, Rollouts rollouts) {
    this.reboots = reboots;
    this.rollouts = rollouts;
  }

  @GetMapping("/{id}")
  @RequiresRole(Role.VIEWER)
  RebootResponse get(@PathVariable UUID id) {
    RebootRecord known =
        reboots
            .find(new RebootId(id))
            .orElseThrow(() -> new NotFoundException("reboot", id.toString()));
    return RebootResponse.of(known, rollouts.get(known.reboot().rollout()).waiting());
  }
}
