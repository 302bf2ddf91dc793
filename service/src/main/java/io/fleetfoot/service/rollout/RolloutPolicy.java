package io.fleetfoot.service.rollout;

import io.fleetfoot.service.fleet.HostAmount;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may ask for beyond the plain rollout.
 *
 * @param partitionBy the label by whose values hosts are divided into waves, instead of by amounts
 * @param orderBy the labels by whose values hosts are ordered before they are divided; by hostname
 *     where these are equal
 * @param failureDomains the limits on hosts that share a label's value
 * @param maxParallel how many of the rollout's hosts may be on their way at a time, a percentage of
 *     them rounded down but at least 1; as many as maxUnavailable allows when absent
 * @param maxWaveFailures how many hosts of one wave may fail before the rollout stops; only the
 *     failure budget of the whole when absent
 * @param waveSoak how long after its last reboot a wave is watched before its gates are judged
 * @param windows when hosts may begin to go down; always when there are none that allow
 * @param freezes when they must not
 * @param deadline when the rollout is to have ended; what is not done by then is withdrawn
 * @param retries how often a failed host is tried again
 * @param approval before what an approver has to agree
 * @param hooks the webhooks that are asked and told
 * @param metricGates the queries that are judged after each wave
 * @param timing what happens when a wave took longer than it used to
 * @param rollback whether hosts go back when the rollout is stopped
 * @param stage when hosts stage
 */
public record RolloutPolicy(
    @Nullable String partitionBy,
    List<String> orderBy,
    List<DomainLimit> failureDomains,
    @Nullable HostAmount maxParallel,
    @Nullable Integer maxWaveFailures,
    Duration waveSoak,
    List<Window> windows,
    List<FreezePeriod> freezes,
    @Nullable Instant deadline,
    Retries retries,
    Approval approval,
    List<Hook> hooks,
    List<MetricGate> metricGates,
    TimingPolicy timing,
    Rollback rollback,
    StageTime stage) {

  public RolloutPolicy {
    orderBy = List.copyOf(orderBy);
    failureDomains = List.copyOf(failureDomains);
    windows = List.copyOf(windows);
    freezes = List.copyOf(freezes);
    hooks = List.copyOf(hooks);
    metricGates = List.copyOf(metricGates);
    if (waveSoak.isNegative()) {
      throw new IllegalArgumentException(
          "waveSoak is %s: it must not be negative".formatted(waveSoak));
    }
    if (maxWaveFailures != null && maxWaveFailures < 0) {
      throw new IllegalArgumentException(
          "maxWaveFailures is %d: it must not be negative".formatted(maxWaveFailures));
    }
    requireOnce("hooks", hooks.stream().map(hook -> hook.at() + " " + hook.name()).toList());
    requireOnce("metricGates", metricGates.stream().map(MetricGate::name).toList());
  }

  /** Returns the policy of a rollout that asks for nothing more. */
  public static RolloutPolicy plain() {
    return new RolloutPolicy(
        null,
        List.of(),
        List.of(),
        null,
        null,
        Duration.ZERO,
        List.of(),
        List.of(),
        null,
        Retries.none(),
        Approval.NONE,
        List.of(),
        List.of(),
        TimingPolicy.warn(),
        Rollback.NEVER,
        StageTime.EARLY);
  }

  /** What came of a hook or gate is kept under its name. */
  private static void requireOnce(String what, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "%s has \"%s\" twice: give each a name of its own".formatted(what, name));
      }
    }
  }
}
