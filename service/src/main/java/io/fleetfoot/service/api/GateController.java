package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.scheduler.Listings;
import io.fleetfoot.service.scheduler.Rollouts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.util.UUID;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What rollouts asked of webhooks and queries, for operators. */
@RestController
@RequestMapping("/api/v1/rollouts/{id}/gates")
@Tag(name = "rollouts", description = "Ordered changes of kernel over sets of hosts.")
class GateController {

  private final Rollouts rollouts;
  private final Listings listings;

  GateController(Rollouts rollouts, Listings listings) {
    this.rollouts = rollouts;
    this.listings = listings;
  }

  @GetMapping
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "List a rollout's hooks and gates",
      description =
          "Lists what the rollout asked of webhooks and metric gates, and what it told webhooks, with"
              + " measurements and outcomes: the last asked first, page by page.")
  Items<GateResponse> list(
      @Parameter(description = "The rollout's id.") @PathVariable UUID id,
      @ParameterObject @Valid PlainQuery query) {
    return Items.of(
        Listing.GATES,
        listings.gateRuns(
            rollouts.get(new RolloutId(id)).rollout().id(), query.page(Listing.GATES)),
        GateResponse::of);
  }
}
