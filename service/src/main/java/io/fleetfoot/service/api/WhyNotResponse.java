package io.fleetfoot.service.api;

import io.fleetfoot.service.admission.Check;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.scheduler.WhyNot;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Why hosts do not go down now. */
final class WhyNotResponse {

  private WhyNotResponse() {}

  /** Why one host does not go down now. */
  @Schema(name = "HostWhyNot", description = "Why one host does not go down now.")
  record OfHost(
      @Schema(description = "The host's id.") UUID hostId,
      @Schema(description = "The host's name.") String hostname,
      @Schema(
              description =
                  "The rollout that has it, or for which it waits; absent if none wants it.")
          @Nullable UUID rolloutId,
      @Schema(description = "Its reboot in that rollout.") @Nullable UUID rebootId,
      @Schema(description = "Where that reboot stands.") @Nullable RebootState state,
      @Schema(description = "What every constraint says, in the order in which they are asked.")
          List<HostConstraint> constraints,
      @Schema(description = "The other rollouts that want the host, the oldest first.")
          List<RolloutName> otherRollouts,
      @Schema(
              description =
                  "Why its agent would refuse to reboot it by kexec, by what it last said of the"
                      + " host.")
          List<CheckController.FindingResponse> refusals) {

    static OfHost of(WhyNot.OfHost known) {
      Reboot reboot = known.reboot();
      return new OfHost(
          known.host().id().value(),
          known.host().facts().hostname(),
          reboot == null ? null : reboot.rollout().value(),
          reboot == null ? null : reboot.id().value(),
          reboot == null ? null : reboot.state(),
          known.checks().stream().map(HostConstraint::of).toList(),
          known.others().stream()
              .map(other -> new RolloutName(other.id().value(), other.name()))
              .toList(),
          known.refusals().stream().map(CheckController.FindingResponse::of).toList());
    }
  }

  /** A rollout, by id and name. */
  record RolloutName(
      @Schema(description = "The rollout's id.") UUID id,
      @Schema(description = "Its name.") String name) {}

  /** What one constraint says of a host. */
  record HostConstraint(
      @Schema(description = "The constraint.", example = "max-unavailable") String constraint,
      @Schema(description = "Whether it lets the host go.") Check.Status status,
      @Schema(description = "What it says.", example = "3 of 30 hosts are down, the limit is 3")
          String detail,
      @Schema(description = "When it lets the host go again, where that is known.")
          @Nullable Instant clearsAt) {

    static HostConstraint of(Check check) {
      return new HostConstraint(
          check.constraint().wireName(), check.status(), check.detail(), check.clearsAt());
    }
  }

  /** Why the hosts of a rollout that wait do not go down now. */
  @Schema(
      name = "RolloutWhyNot",
      description = "Why the hosts of a rollout that wait do not go down now.")
  record OfRollout(
      @Schema(description = "The rollout's id.") UUID rolloutId,
      @Schema(description = "Where it stands.") RolloutState state,
      @Schema(description = "How many of its hosts wait to go down.") int waiting,
      @Schema(description = "What every constraint says, in the order in which they are asked.")
          List<RolloutConstraint> constraints) {

    static OfRollout of(WhyNot.OfRollout known) {
      return new OfRollout(
          known.rollout().id().value(),
          known.rollout().state(),
          known.waiting(),
          known.reasons().stream().map(RolloutConstraint::of).toList());
    }
  }

  /** What one constraint says of the hosts that wait. */
  record RolloutConstraint(
      @Schema(description = "The constraint.", example = "max-unavailable") String constraint,
      @Schema(description = "Whether it lets all of them go.") Check.Status status,
      @Schema(description = "How many of them it keeps.") int hosts,
      @Schema(description = "What it says of the first that it keeps, or of the first of all.")
          String detail,
      @Schema(description = "When it lets that one go again, where that is known.")
          @Nullable Instant clearsAt) {

    static RolloutConstraint of(WhyNot.Reason reason) {
      Check check = reason.check();
      return new RolloutConstraint(
          check.constraint().wireName(),
          check.status(),
          reason.blocked(),
          check.detail(),
          check.clearsAt());
    }
  }
}
