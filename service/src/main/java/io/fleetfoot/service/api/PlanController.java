package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.spec.Circumstances;
import io.fleetfoot.service.rollout.spec.RolloutFields;
import io.fleetfoot.service.scheduler.NotFoundException;
import io.fleetfoot.service.scheduler.Plans;
import io.fleetfoot.service.scheduler.ProblemCode;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.scheduler.WhyNot;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a rollout would do, and why hosts do not go down now, for operators. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "plans", description = "What a rollout would do, and why hosts wait.")
class PlanController {

  private final Plans plans;
  private final WhyNot whyNot;
  private final RebootTimeouts timeouts;
  private final Circumstances circumstances;

  PlanController(Plans plans, WhyNot whyNot, RebootTimeouts timeouts, Circumstances circumstances) {
    this.plans = plans;
    this.whyNot = whyNot;
    this.timeouts = timeouts;
    this.circumstances = circumstances;
  }

  @PostMapping("/rollouts:plan")
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "Plan a rollout",
      description =
          "Says in what waves and steps a rollout would go, were it started now, with what each limit"
              + " counts at each step. The counts were verified. Nothing is started or kept.")
  @Problems(ProblemCode.NO_HOSTS_MATCH)
  PlanResponse plan(@Valid @RequestBody RolloutRequest request) {
    try {
      return PlanResponse.of(
          plans.plan(request.toSpec(timeouts.bootDeadlines(), circumstances)),
          RolloutFields.freezeNotes(request.fields(), request.receivedAt()));
    } catch (NotFoundException e) {
      throw new InvalidRequestException("$.kernelImage", String.valueOf(e.getMessage()));
    }
  }

  @GetMapping("/rollouts/{id}/why-not")
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "Say why a rollout's hosts wait",
      description =
          "Lists what every constraint says of the rollout's hosts that wait to go down, in the order"
              + " in which constraints are asked; those that let the hosts go are listed too.")
  WhyNotResponse.OfRollout whyNotRollout(
      @Parameter(description = "The rollout's id.") @PathVariable UUID id) {
    return WhyNotResponse.OfRollout.of(whyNot.rollout(new RolloutId(id)));
  }

  @GetMapping("/hosts/{id}/why-not")
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "Say why a host waits",
      description =
          "Lists what every constraint says of the host, in the order in which constraints are asked;"
              + " those that let the host go are listed too.")
  WhyNotResponse.OfHost whyNotHost(
      @Parameter(description = "The host's id.") @PathVariable UUID id) {
    return WhyNotResponse.OfHost.of(whyNot.host(new HostId(id)));
  }
}
