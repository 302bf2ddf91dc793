package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.UncoveredHostsException;
import io.fleetfoot.service.rollout.spec.Circumstances;
import io.fleetfoot.service.rollout.spec.RolloutFields;
import io.fleetfoot.service.scheduler.Listings;
import io.fleetfoot.service.scheduler.NotFoundException;
import io.fleetfoot.service.scheduler.ProblemCode;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.scheduler.Rollouts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The rollouts, for operators. */
@RestController
@RequestMapping("/api/v1/rollouts")
@Tag(name = "rollouts", description = "Ordered changes of kernel over sets of hosts.")
class RolloutController {

  private static final String ID = "The rollout's id.";

  private final Rollouts rollouts;
  private final Listings listings;
  private final RebootTimeouts timeouts;
  private final Circumstances circumstances;
  private final EntityTags tags;

  RolloutController(
      Rollouts rollouts,
      Listings listings,
      RebootTimeouts timeouts,
      Circumstances circumstances,
      EntityTags tags) {
    this.rollouts = rollouts;
    this.listings = listings;
    this.timeouts = timeouts;
    this.circumstances = circumstances;
    this.tags = tags;
  }

  @PostMapping
  @RequiresRole(Role.OPERATOR)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      summary = "Start a rollout",
      description = "Starts a rollout over the hosts that its selector chooses now.")
  @Problems(ProblemCode.NO_HOSTS_MATCH)
  ResponseEntity<RolloutResponse> create(@Valid @RequestBody RolloutRequest request) {
    Rollouts.Overview created = created(request);
    List<String> freezeNotes = RolloutFields.freezeNotes(request.fields(), request.receivedAt());
    return ResponseEntity.created(URI.create("/api/v1/rollouts/" + created.rollout().id()))
        .eTag(tag(created))
        .body(RolloutResponse.of(created, freezeNotes));
  }

  @GetMapping
  @RequiresRole(Role.VIEWER)
  @Operation(summary = "List rollouts", description = "Lists rollouts, the newest first.")
  Items<RolloutResponse> list(@ParameterObject @Valid RolloutQuery query) {
    return Items.of(
        Listing.ROLLOUTS,
        listings.rollouts(query.states(), query.page(Listing.ROLLOUTS)),
        rollout -> RolloutResponse.of(rollouts.overview(rollout)));
  }

  @GetMapping("/{id}")
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "Show a rollout",
      description = "Shows a rollout with its waves, counts, and why hosts wait.")
  ResponseEntity<RolloutResponse> get(@Parameter(description = ID) @PathVariable UUID id) {
    return answer(rollouts.get(new RolloutId(id)));
  }

  @GetMapping("/{id}/reboots")
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "List a rollout's reboots",
      description = "Lists the rollout's reboots by wave and hostname, page by page.")
  Items<RebootResponse> listReboots(
      @Parameter(description = ID) @PathVariable UUID id,
      @ParameterObject @Valid RebootQuery query) {
    Rollouts.Overview overview = rollouts.get(new RolloutId(id));
    return Items.of(
        Listing.REBOOTS,
        listings.reboots(overview.rollout().id(), query.states(), query.page(Listing.REBOOTS)),
        reboot -> RebootResponse.of(reboot, overview.waiting()));
  }

  @PostMapping("/{id}/abort")
  @RequiresRole(Role.OPERATOR)
  @Operation(
      summary = "Abort a rollout",
      description =
          "Ends a rollout as soon as the hosts past the point of no return have finished. Aborting"
              + " again changes nothing.")
  @Problems(ProblemCode.ROLLOUT_ENDED)
  ResponseEntity<RolloutResponse> abort(
      @Parameter(description = ID) @PathVariable UUID id,
      @Valid @RequestBody(required = false) @Nullable ReasonRequest request,
      @Parameter(hidden = true) IfMatch ifMatch) {
    RolloutId rollout = new RolloutId(id);
    return answer(
        ifMatch.hold(
            () -> rollouts.abort(rollout, ReasonRequest.of(request), ifMatch.expected()),
            () -> tag(rollouts.get(rollout))));
  }

  private ResponseEntity<RolloutResponse> answer(Rollouts.Overview overview) {
    return tags.ok(overview.rollout().version(), RolloutResponse.of(overview));
  }

  private String tag(Rollouts.Overview overview) {
    return tags.tag(overview.rollout().version(), RolloutResponse.of(overview));
  }

  private Rollouts.Overview created(RolloutRequest request) {
    try {
      return rollouts.create(request.toSpec(timeouts.bootDeadlines(), circumstances));
    } catch (UncoveredHostsException e) {
      throw new InvalidRequestException("$.waves", String.valueOf(e.getMessage()));
    } catch (NotFoundException e) {
      throw new InvalidRequestException("$.kernelImage", String.valueOf(e.getMessage()));
    }
  }
}
