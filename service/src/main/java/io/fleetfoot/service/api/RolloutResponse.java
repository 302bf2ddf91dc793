package io.fleetfoot.service.api;

import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.rollout.Member;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.rollout.WaveProgress;
import io.fleetfoot.service.rollout.spec.RolloutFields;
import io.fleetfoot.service.scheduler.Rollouts;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A rollout as operators see it. */
record RolloutResponse(
    @Schema(description = "The rollout's id.") UUID id,
    @Schema(description = "Its name, for people.") String name,
    @Schema(description = "Where it stands.") RolloutState state,
    @Schema(description = "What it boots; absent if it only reboots, by firmware.")
        @Nullable Image kernelImage,
    @Schema(description = "The labels that its hosts had when it began.")
        Map<String, String> matchLabels,
    @Schema(description = "Its waves.") List<WaveResponse> waves,
    @Schema(description = "The index of the open wave, from 0.") int currentWave,
    @Schema(description = "How many hosts may be down at a time.") HostAmount maxUnavailable,
    @Schema(description = "How many hosts may fail before it stops.") int failureBudget,
    @Schema(description = "How long a host must run the kernel before its boot counts as proven.")
        Duration soak,
    @Schema(description = "How long a host may be silent once it executes.") Duration bootDeadline,
    @Schema(description = "How load is taken off hosts that carry some.") DrainJson drain,
    @Schema(
            ref = RolloutSpecSchema.REFERENCE,
            description = "What was asked for, whole, with what is usual filled in.")
        Map<String, Object> spec,
    @Schema(description = "How many reboots are in each state.") Map<RebootState, Long> counts,
    @Schema(description = "How many reboots count against the failure budget.") int failed,
    @Schema(
            description =
                "Why hosts wait that are ready, or that cannot even stage; and, with no host, what"
                    + " keeps a rollout of which none waits: the soak of its last wave.")
        List<Waiting> waiting,
    @Schema(description = "Why it stands there, where there is more to say than the state says.")
        @Nullable String reason,
    @Schema(description = "When it was started.") Instant createdAt,
    @Schema(description = "When it ended, if it has.") @Nullable Instant finishedAt,
    @Schema(
            description =
                PlanResponse.FREEZE_NOTES
                    + " Only in the answer to its start, and absent where there is nothing to know.")
        @Nullable List<String> freezeNotes) {

  /** The kernel image that the rollout boots. */
  record Image(
      @Schema(description = "The kernel image's id.") UUID id,
      @Schema(description = "Its name.") String name,
      @Schema(description = "Its release.") String release) {

    static Image of(KernelImage image) {
      return new Image(image.id().value(), image.name(), image.release().value());
    }
  }

  /** One wave, and where it stands. */
  record WaveResponse(
      @Schema(description = "Its index, from 0.") int index,
      @Schema(description = "How many hosts it has.") int size,
      @Schema(description = "Where it stands.") WaveProgress.State state) {}

  /** How many hosts a constraint keeps waiting, with the detail of one of them. */
  record Waiting(
      @Schema(description = "The constraint that says no.", example = "max-unavailable")
          String constraint,
      @Schema(description = "How many hosts it keeps waiting.") long hosts,
      @Schema(description = "What it says of one of them.") String detail,
      @Schema(description = "When it lets that one go again, where that is known.")
          @Nullable Instant clearsAt) {

    static Waiting of(long hosts, Verdict.No no) {
      return new Waiting(no.constraint().wireName(), hosts, no.detail(), no.clearsAt());
    }
  }

  static RolloutResponse of(Rollouts.Overview overview) {
    return of(overview, List.of());
  }

  static RolloutResponse of(Rollouts.Overview overview, List<String> freezeNotes) {
    Rollout rollout = overview.rollout();
    RolloutSpec spec = rollout.spec();
    return new RolloutResponse(
        rollout.id().value(),
        spec.name(),
        rollout.state(),
        overview.kernelImage().map(Image::of).orElse(null),
        new TreeMap<>(spec.selector().matchLabels()),
        overview.waves().stream()
            .map(wave -> new WaveResponse(wave.index(), wave.size(), wave.state()))
            .toList(),
        rollout.openWave(),
        spec.disruptionBudget().maxUnavailable(),
        spec.failureBudget().limit(overview.members().size()),
        spec.soak(),
        spec.bootDeadline(),
        DrainJson.of(spec.drain()),
        RolloutFields.write(spec),
        overview.members().stream()
            .collect(Collectors.groupingBy(Member::state, TreeMap::new, Collectors.counting())),
        (int) overview.members().stream().filter(member -> member.state().isFailure()).count(),
        waiting(overview),
        rollout.reason(),
        rollout.createdAt(),
        rollout.finishedAt(),
        freezeNotes.isEmpty() ? null : freezeNotes);
  }

  private static List<Waiting> waiting(Rollouts.Overview overview) {
    if (overview.waiting().isEmpty()) {
      return overview.standstill().map(no -> Waiting.of(0, no)).stream().toList();
    }
    return overview.waiting().values().stream()
        .collect(Collectors.groupingBy(Verdict.No::constraint, TreeMap::new, Collectors.toList()))
        .values()
        .stream()
        .map(denials -> Waiting.of(denials.size(), denials.get(0)))
        .toList();
  }
}
