package io.fleetfoot.service.api;

import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.rollout.Member;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.rollout.WaveProgress;
import io.fleetfoot.service.scheduler.Rollouts;
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
    UUID id,
    String name,
    RolloutState state,
    Image kernelImage,
    Map<String, String> matchLabels,
    List<WaveResponse> waves,
    int currentWave,
    HostAmount maxUnavailable,
    int failureBudget,
    Duration soak,
    Duration bootDeadline,
    DrainJson drain,
    Map<RebootState, Long> counts,
    int failed,
    List<Waiting> waiting,
    @Nullable String reason,
    Instant createdAt,
    @Nullable Instant finishedAt) {

  /** The kernel image that the rollout boots. */
  record Image(UUID id, String name, String release) {}

  /** One wave, and where it stands. */
  record WaveResponse(int index, int size, WaveProgress.State state) {}

  /** How many ready hosts a constraint keeps waiting, with the detail of one of them. */
  record Waiting(String constraint, long hosts, String detail) {}

  static RolloutResponse of(Rollouts.Overview overview) {
    Rollout rollout = overview.rollout();
    RolloutSpec spec = rollout.spec();
    return new RolloutResponse(
        rollout.id().value(),
        spec.name(),
        rollout.state(),
        new Image(
            overview.kernelImage().id().value(),
            overview.kernelImage().name(),
            overview.kernelImage().release().value()),
        new TreeMap<>(spec.selector().matchLabels()),
        overview.waves().stream()
            .map(wave -> new WaveResponse(wave.index(), wave.size(), wave.state()))
            .toList(),
        rollout.openWave(),
        spec.disruptionBudget().maxUnavailable(),
        spec.failureBudget().tolerated(),
        spec.soak(),
        spec.bootDeadline(),
        DrainJson.of(spec.drain()),
        overview.members().stream()
            .collect(Collectors.groupingBy(Member::state, TreeMap::new, Collectors.counting())),
        (int) overview.members().stream().filter(member -> member.state().isFailure()).count(),
        waiting(overview),
        rollout.reason(),
        rollout.createdAt(),
        rollout.finishedAt());
  }

  private static List<Waiting> waiting(Rollouts.Overview overview) {
    return overview.waiting().values().stream()
        .collect(Collectors.groupingBy(Verdict.No::constraint, TreeMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(
            entry ->
                new Waiting(
                    entry.getKey().wireName(),
                    entry.getValue().size(),
                    entry.getValue().get(0).detail()))
        .toList();
  }
}
