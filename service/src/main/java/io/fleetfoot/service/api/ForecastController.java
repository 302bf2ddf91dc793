package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.UnfinishableException;
import io.fleetfoot.service.rollout.WhatIfQuestion;
import io.fleetfoot.service.rollout.spec.Circumstances;
import io.fleetfoot.service.scheduler.NotFoundException;
import io.fleetfoot.service.scheduler.ProblemCode;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.scheduler.RolloutForecasts;
import io.fleetfoot.service.scheduler.WhatIfs;
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

/** What is to be expected of rollouts, for operators. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "forecasts", description = "What is to be expected of rollouts.")
class ForecastController {

  private final RolloutForecasts forecasts;
  private final WhatIfs whatIfs;
  private final RebootTimeouts timeouts;
  private final Circumstances circumstances;

  ForecastController(
      RolloutForecasts forecasts,
      WhatIfs whatIfs,
      RebootTimeouts timeouts,
      Circumstances circumstances) {
    this.forecasts = forecasts;
    this.whatIfs = whatIfs;
    this.timeouts = timeouts;
    this.circumstances = circumstances;
  }

  @GetMapping("/rollouts/{id}/forecast")
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "Forecast a rollout's end",
      description =
          "Plays the rest of the rollout through many times, with the down times that were measured,"
              + " and says by when it will have ended. Only a rollout that is RUNNING has a forecast.")
  @Problems(ProblemCode.ROLLOUT_IN_OTHER_STATE)
  ForecastResponse forecast(@Parameter(description = "The rollout's id.") @PathVariable UUID id) {
    return ForecastResponse.of(forecasts.forecast(new RolloutId(id)));
  }

  @PostMapping("/rollouts:simulate")
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "Play a rollout through",
      description =
          "Says what the rollout would come to, were it started now and were its hosts as assumed."
              + " Approvers, hooks and gates are taken to say yes. Nothing is started or kept.")
  @Problems(ProblemCode.NO_HOSTS_MATCH)
  WhatIfResponse simulate(@Valid @RequestBody WhatIfRequest request) {
    WhatIfQuestion question = request.toQuestion(timeouts.bootDeadlines(), circumstances);
    try {
      return WhatIfResponse.of(whatIfs.play(question.rollout(), question.assumptions()));
    } catch (UnfinishableException e) {
      throw new InvalidRequestException(
          "$.rollout" + e.path().substring(1), String.valueOf(e.getMessage()));
    } catch (NotFoundException e) {
      throw new InvalidRequestException("$.rollout.kernelImage", String.valueOf(e.getMessage()));
    }
  }
}
