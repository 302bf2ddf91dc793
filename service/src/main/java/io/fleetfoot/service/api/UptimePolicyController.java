package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.rollout.spec.Circumstances;
import io.fleetfoot.service.rollout.uptime.UptimePolicy;
import io.fleetfoot.service.scheduler.KeptUptimePolicy;
import io.fleetfoot.service.scheduler.KeptUptimePolicy.State;
import io.fleetfoot.service.scheduler.Listings;
import io.fleetfoot.service.scheduler.NotFoundException;
import io.fleetfoot.service.scheduler.ProblemCode;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.scheduler.UptimePolicies;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** How long hosts may be up, for operators. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "uptime-policies", description = "How long hosts may be up at most.")
class UptimePolicyController {

  private static final String POLICIES = "/uptime-policies";
  private static final String ONE = POLICIES + "/{id}";
  private static final String ID = "The policy's id.";

  private final UptimePolicies policies;
  private final Listings listings;
  private final RebootTimeouts timeouts;
  private final Circumstances circumstances;
  private final EntityTags tags;

  UptimePolicyController(
      UptimePolicies policies,
      Listings listings,
      RebootTimeouts timeouts,
      Circumstances circumstances,
      EntityTags tags) {
    this.policies = policies;
    this.listings = listings;
    this.timeouts = timeouts;
    this.circumstances = circumstances;
    this.tags = tags;
  }

  @PostMapping(POLICIES)
  @RequiresRole(Role.OPERATOR)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      summary = "Make an uptime policy",
      description =
          "From now on starts a rollout a day over the hosts whose turn it is, so that none of those"
              + " that the selector chooses is up for longer than it may.")
  @Problems({
    ProblemCode.UPTIME_POLICY_NAME_TAKEN,
    ProblemCode.MANIFEST_MISSING,
    ProblemCode.MANIFEST_EXPIRED
  })
  ResponseEntity<UptimePolicyResponse> create(@Valid @RequestBody UptimePolicyRequest request) {
    UptimePolicy policy = request.toPolicy(timeouts.bootDeadlines(), circumstances);
    try {
      KeptUptimePolicy created = policies.create(policy);
      UptimePolicyResponse body = UptimePolicyResponse.of(created);
      return ResponseEntity.created(URI.create("/api/v1/uptime-policies/" + created.id()))
          .eTag(tags.tag(created.version(), body))
          .body(body);
    } catch (NotFoundException e) {
      throw noImage(e);
    }
  }

  @GetMapping(POLICIES)
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "List uptime policies",
      description = "Lists uptime policies, the newest first.")
  Items<UptimePolicyResponse> list(@ParameterObject @Valid PlainQuery query) {
    return Items.of(
        Listing.UPTIME_POLICIES,
        listings.uptimePolicies(query.page(Listing.UPTIME_POLICIES)),
        UptimePolicyResponse::of);
  }

  @GetMapping(ONE)
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "Show an uptime policy",
      description = "Shows what the policy asks for, how its hosts stand, and what it did last.")
  ResponseEntity<UptimePolicyResponse> get(@Parameter(description = ID) @PathVariable UUID id) {
    return answer(policies.get(id));
  }

  @PutMapping(ONE)
  @RequiresRole(Role.OPERATOR)
  @Operation(
      summary = "Change an uptime policy",
      description =
          "Asks for this instead, from the next rollout on; whether the policy is paused stays.")
  @Problems({
    ProblemCode.UPTIME_POLICY_NAME_TAKEN,
    ProblemCode.MANIFEST_MISSING,
    ProblemCode.MANIFEST_EXPIRED,
    ProblemCode.PRECONDITION_FAILED
  })
  ResponseEntity<UptimePolicyResponse> change(
      @Parameter(description = ID) @PathVariable UUID id,
      @Valid @RequestBody UptimePolicyRequest request,
      @Parameter(hidden = true) IfMatch ifMatch) {
    policies.get(id);
    UptimePolicy policy = request.toPolicy(timeouts.bootDeadlines(), circumstances);
    return ifMatch.hold(
        () -> {
          try {
            return answer(policies.change(id, policy, ifMatch.expected()));
          } catch (NotFoundException e) {
            throw noImage(e);
          }
        },
        () -> tag(id));
  }

  @DeleteMapping(ONE)
  @RequiresRole(Role.OPERATOR)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      summary = "Delete an uptime policy",
      description = "Starts no rollout for it any more; one that it started goes on.")
  @Problems(ProblemCode.PRECONDITION_FAILED)
  void delete(
      @Parameter(description = ID) @PathVariable UUID id,
      @Parameter(hidden = true) IfMatch ifMatch) {
    ifMatch.hold(
        () -> {
          policies.delete(id, ifMatch.expected());
          return id;
        },
        () -> tag(id));
  }

  @PostMapping(ONE + "/pause")
  @RequiresRole(Role.OPERATOR)
  @Operation(
      summary = "Pause an uptime policy",
      description =
          "Starts no rollout until the policy is resumed; one that it started goes on. Pausing again"
              + " changes nothing.")
  ResponseEntity<UptimePolicyResponse> pause(
      @Parameter(description = ID) @PathVariable UUID id,
      @RequestBody(required = false) @Nullable NoFields request,
      @Parameter(hidden = true) IfMatch ifMatch) {
    return turn(id, State.PAUSED, ifMatch);
  }

  @PostMapping(ONE + "/resume")
  @RequiresRole(Role.OPERATOR)
  @Operation(
      summary = "Resume an uptime policy",
      description =
          "Starts rollouts again; days that were missed are caught up with, spread like any others."
              + " Resuming again changes nothing.")
  ResponseEntity<UptimePolicyResponse> resume(
      @Parameter(description = ID) @PathVariable UUID id,
      @RequestBody(required = false) @Nullable NoFields request,
      @Parameter(hidden = true) IfMatch ifMatch) {
    return turn(id, State.ACTIVE, ifMatch);
  }

  @GetMapping(ONE + "/preview")
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "Preview an uptime policy",
      description =
          "Says which hosts the policy would reboot on which day, were all to go as planned, and of"
              + " which hosts it is not known how long they have been up.")
  UptimePreviewResponse preview(
      @Parameter(description = ID) @PathVariable UUID id,
      @ParameterObject @Valid UptimePreviewQuery query) {
    return UptimePreviewResponse.of(policies.preview(id, query.count()));
  }

  @PostMapping(POLICIES + ":preview")
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "Preview an uptime policy that is not made",
      description =
          "Says which hosts the policy would reboot on which day, were it made now. Nothing is started"
              + " or kept.")
  UptimePreviewResponse previewOf(
      @Valid @RequestBody UptimePolicyRequest request,
      @ParameterObject @Valid UptimePreviewQuery query) {
    return UptimePreviewResponse.of(
        policies.preview(request.toPolicy(timeouts.bootDeadlines(), circumstances), query.count()));
  }

  private ResponseEntity<UptimePolicyResponse> turn(UUID id, State state, IfMatch ifMatch) {
    return ifMatch.hold(() -> answer(policies.turn(id, state, ifMatch.expected())), () -> tag(id));
  }

  private ResponseEntity<UptimePolicyResponse> answer(KeptUptimePolicy kept) {
    return tags.ok(kept.version(), UptimePolicyResponse.of(kept));
  }

  private String tag(UUID id) {
    KeptUptimePolicy kept = policies.get(id);
    return tags.tag(kept.version(), UptimePolicyResponse.of(kept));
  }

  private static InvalidRequestException noImage(NotFoundException e) {
    return new InvalidRequestException("$.rollout.kernelImage", String.valueOf(e.getMessage()));
  }
}
