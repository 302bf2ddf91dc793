package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Verb;
import io.fleetfoot.service.scheduler.NotFoundException;
import io.fleetfoot.service.scheduler.ProblemCode;
import io.fleetfoot.service.scheduler.RebootRecord;
import io.fleetfoot.service.scheduler.Reboots;
import io.fleetfoot.service.scheduler.RolloutVerbs;
import io.fleetfoot.service.scheduler.Rollouts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What operators and approvers say to a rollout that has begun. */
@RestController
@RequestMapping("/api/v1")
class RolloutVerbController {

  private static final String ROLLOUTS = "rollouts";
  private static final String ID = "The rollout's id.";

  private final RolloutVerbs verbs;
  private final Rollouts rollouts;
  private final Reboots reboots;
  private final EntityTags tags;

  RolloutVerbController(RolloutVerbs verbs, Rollouts rollouts, Reboots reboots, EntityTags tags) {
    this.verbs = verbs;
    this.rollouts = rollouts;
    this.reboots = reboots;
    this.tags = tags;
  }

  @PostMapping("/rollouts/{id}/pause")
  @RequiresRole(Role.OPERATOR)
  @Tag(name = ROLLOUTS)
  @Operation(
      summary = "Pause a rollout",
      description =
          "Lets nothing new go down until the rollout is resumed; hosts on their way finish. Pausing"
              + " again changes nothing.")
  @Problems({ProblemCode.ROLLOUT_ENDED, ProblemCode.ROLLOUT_IN_OTHER_STATE})
  ResponseEntity<RolloutResponse> pause(
      @Parameter(description = ID) @PathVariable UUID id,
      @Valid @RequestBody(required = false) @Nullable ReasonRequest request,
      @Parameter(hidden = true) IfMatch ifMatch) {
    return say(Verb.PAUSE, id, ReasonRequest.of(request), ifMatch);
  }

  @PostMapping("/rollouts/{id}/resume")
  @RequiresRole(Role.OPERATOR)
  @Tag(name = ROLLOUTS)
  @Operation(
      summary = "Resume a rollout",
      description =
          "Lets a paused rollout go on. A gate that could not be judged is asked anew, and the failed"
              + " hosts of its waves pause it no more. Resuming again changes nothing.")
  @Problems({ProblemCode.ROLLOUT_ENDED, ProblemCode.ROLLOUT_IN_OTHER_STATE})
  ResponseEntity<RolloutResponse> resume(
      @Parameter(description = ID) @PathVariable UUID id,
      @RequestBody(required = false) @Nullable NoFields request,
      @Parameter(hidden = true) IfMatch ifMatch) {
    return say(Verb.RESUME, id, null, ifMatch);
  }

  @PostMapping("/rollouts/{id}/retry")
  @RequiresRole(Role.OPERATOR)
  @Tag(name = ROLLOUTS)
  @Operation(
      summary = "Retry failed hosts",
      description =
          "Tries every failed host that is up once more, each in a reboot of its own, however often"
              + " it was tried. Nothing changes where no host failed.")
  @Problems({ProblemCode.ROLLOUT_ENDED, ProblemCode.ROLLOUT_IN_OTHER_STATE})
  ResponseEntity<RolloutResponse> retry(
      @Parameter(description = ID) @PathVariable UUID id,
      @RequestBody(required = false) @Nullable NoFields request,
      @Parameter(hidden = true) IfMatch ifMatch) {
    return say(Verb.RETRY, id, null, ifMatch);
  }

  @PostMapping("/rollouts/{id}/promote")
  @RequiresRole(Role.OPERATOR)
  @Tag(name = ROLLOUTS)
  @Operation(
      summary = "Promote the open wave",
      description =
          "Cuts short the soak and the gates after the open wave, whose reboots have all ended, and"
              + " lets a paused rollout go on.")
  @Problems({
    ProblemCode.ROLLOUT_ENDED,
    ProblemCode.ROLLOUT_IN_OTHER_STATE,
    ProblemCode.WAVE_NOT_DONE
  })
  ResponseEntity<RolloutResponse> promote(
      @Parameter(description = ID) @PathVariable UUID id,
      @RequestBody(required = false) @Nullable NoFields request,
      @Parameter(hidden = true) IfMatch ifMatch) {
    return say(Verb.PROMOTE, id, null, ifMatch);
  }

  @PostMapping("/rollouts/{id}/approve")
  @RequiresRole(Role.APPROVER)
  @Tag(name = ROLLOUTS)
  @Operation(
      summary = "Approve a rollout",
      description =
          "Lets a rollout that awaits approval begin its open wave. Who asked for it may not approve"
              + " it. Approving again changes nothing.")
  @Problems({
    ProblemCode.ROLLOUT_ENDED,
    ProblemCode.ROLLOUT_IN_OTHER_STATE,
    ProblemCode.APPROVER_IS_AUTHOR
  })
  ResponseEntity<RolloutResponse> approve(
      @Parameter(description = ID) @PathVariable UUID id,
      @RequestBody(required = false) @Nullable NoFields request,
      @Parameter(hidden = true) IfMatch ifMatch) {
    return say(Verb.APPROVE, id, null, ifMatch);
  }

  @PostMapping("/rollouts/{id}/deny")
  @RequiresRole(Role.APPROVER)
  @Tag(name = ROLLOUTS)
  @Operation(
      summary = "Deny a rollout",
      description =
          "Ends a rollout that awaits approval; what it did in earlier waves stays. Denying again"
              + " changes nothing.")
  @Problems({ProblemCode.ROLLOUT_ENDED, ProblemCode.ROLLOUT_IN_OTHER_STATE})
  ResponseEntity<RolloutResponse> deny(
      @Parameter(description = ID) @PathVariable UUID id,
      @Valid @RequestBody(required = false) @Nullable ReasonRequest request,
      @Parameter(hidden = true) IfMatch ifMatch) {
    return say(Verb.DENY, id, ReasonRequest.of(request), ifMatch);
  }

  @PostMapping("/reboots/{id}/skip")
  @RequiresRole(Role.OPERATOR)
  @Tag(name = "reboots")
  @Operation(
      summary = "Skip a host",
      description =
          "Takes back a reboot before its point of no return, so that its rollout goes on without"
              + " the host. Skipping again changes nothing.")
  @Problems({ProblemCode.REBOOT_ENDED, ProblemCode.REBOOT_PAST_RETURN})
  ResponseEntity<RebootResponse> skip(
      @Parameter(description = "The reboot's id.") @PathVariable UUID id,
      @RequestBody(required = false) @Nullable NoFields request,
      @Parameter(hidden = true) IfMatch ifMatch) {
    RebootId reboot = new RebootId(id);
    return ifMatch.hold(
        () -> {
          verbs.skip(reboot, ifMatch.expected());
          return answer(reboot);
        },
        () -> String.valueOf(answer(reboot).getHeaders().getETag()));
  }

  private ResponseEntity<RolloutResponse> say(
      Verb verb, UUID id, @Nullable String reason, IfMatch ifMatch) {
    RolloutId rollout = new RolloutId(id);
    return ifMatch.hold(
        () -> {
          verbs.say(verb, reason, rollout, ifMatch.expected());
          return answer(rollout);
        },
        () -> String.valueOf(answer(rollout).getHeaders().getETag()));
  }

  private ResponseEntity<RolloutResponse> answer(RolloutId id) {
    Rollouts.Overview overview = rollouts.get(id);
    return tags.ok(overview.rollout().version(), RolloutResponse.of(overview));
  }

  private ResponseEntity<RebootResponse> answer(RebootId id) {
    RebootRecord known =
        reboots.find(id).orElseThrow(() -> new NotFoundException("reboot", id.toString()));
    return tags.ok(
        known.reboot().version(),
        RebootResponse.of(known, rollouts.get(known.reboot().rollout()).waiting()));
  }
}
