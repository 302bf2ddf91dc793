package io.fleetfoot.service.rollout.spec;

import static io.fleetfoot.service.rollout.spec.FieldTypes.amount;
import static io.fleetfoot.service.rollout.spec.FieldTypes.choice;
import static io.fleetfoot.service.rollout.spec.FieldTypes.list;

import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.rollout.Approval;
import io.fleetfoot.service.rollout.DomainLimit;
import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.MetricGate;
import io.fleetfoot.service.rollout.Retries;
import io.fleetfoot.service.rollout.Rollback;
import io.fleetfoot.service.rollout.RolloutPolicy;
import io.fleetfoot.service.rollout.StageTime;
import io.fleetfoot.service.rollout.TimingPolicy;
import io.fleetfoot.service.rollout.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The words for what is asked beyond the plain rollout; they stand beside the others. */
final class PolicyFields {

  private static final int MOST_DOMAINS = 16;
  private static final int MOST_KEYS = 8;
  private static final int MOST_TIMES = 64;
  private static final int MOST_HOOKS = 16;
  private static final Duration LONGEST_SOAK = Duration.ofDays(30);

  static final Field<RolloutPolicy, String> PARTITION_BY =
      Field.of("partitionBy", TextTypes.key(), RolloutPolicy::partitionBy)
          .says("The label whose values are the waves, instead of `waves`.")
          .like("rack");

  static final Field<RolloutPolicy, List<String>> ORDER_BY =
      Field.of("orderBy", list(TextTypes.key(), 0, MOST_KEYS), RolloutPolicy::orderBy)
          .usually(List.of())
          .says("The labels by whose values hosts are ordered, before their hostnames.")
          .like(List.of("tier"));

  static final Field<RolloutPolicy, List<DomainLimit>> FAILURE_DOMAINS =
      Field.of(
              "failureDomains",
              list(DomainFields.OBJECT.type(), 0, MOST_DOMAINS),
              RolloutPolicy::failureDomains)
          .usually(List.of())
          .says("Limits on hosts that share a label's value.")
          .like(List.of(Map.of("topologyKey", "rack", "maxDomains", 1)));

  static final Field<RolloutPolicy, HostAmount> MAX_PARALLEL =
      Field.of("maxParallel", amount(), RolloutPolicy::maxParallel)
          .says(
              "How many of the hosts may be on their way at a time, a percentage rounded down but at least 1; as many as the other limits allow when absent.")
          .like(20);

  static final Field<RolloutPolicy, Integer> MAX_WAVE_FAILURES =
      Field.of("maxWaveFailures", FieldTypes.count(), RolloutPolicy::maxWaveFailures)
          .says("How many hosts of one wave may fail; only the failure budget when absent.")
          .like(1);

  static final Field<RolloutPolicy, Duration> WAVE_SOAK =
      Field.of("waveSoak", TextTypes.span(Duration.ZERO, LONGEST_SOAK), RolloutPolicy::waveSoak)
          .usually(Duration.ZERO)
          .says("How long after its last reboot a wave is watched before its gates are judged.")
          .like("PT30M");

  static final Field<RolloutPolicy, List<Window>> WINDOWS =
      Field.of("windows", list(WindowFields.OBJECT.type(), 0, MOST_TIMES), RolloutPolicy::windows)
          .usually(List.of())
          .says("When hosts may begin to go down; at any time when none of them allows.")
          .like(List.of(Map.of("schedule", "0 22 * * 1-5", "duration", "PT6H")));

  static final Field<RolloutPolicy, Instant> DEADLINE =
      Field.of("deadline", TextTypes.time(), RolloutPolicy::deadline)
          .says(
              "When it is to have ended; what has not begun by then is withdrawn. No rollout runs for longer than `fleetfoot.rollouts.longest`, whatever its deadline.")
          .like("2027-02-01T00:00:00Z");

  static final Field<RolloutPolicy, Retries> RETRIES =
      Field.of("retries", CareFields.RETRIES.type(), RolloutPolicy::retries)
          .usually(Retries.none())
          .says("How often a failed host is tried again.")
          .like(Map.of("limit", 2, "backoff", "PT2M"));

  static final Field<RolloutPolicy, Approval> APPROVAL =
      Field.of("approval", choice(Approval.values()), RolloutPolicy::approval)
          .usually(Approval.NONE)
          .says("Before what an approver, who is not the author, has to agree.")
          .like("each-wave");

  static final Field<RolloutPolicy, List<Hook>> HOOKS =
      Field.of("hooks", list(HookFields.OBJECT.type(), 0, MOST_HOOKS), RolloutPolicy::hooks)
          .usually(List.of())
          .says("The webhooks that are asked and told.")
          .like(
              List.of(
                  Map.of(
                      "name", "change-board",
                      "at", "before-wave",
                      "url", "https://change.example/fleetfoot")));

  static final Field<RolloutPolicy, List<MetricGate>> GATES =
      Field.of("gates", list(GateFields.OBJECT.type(), 0, MOST_HOOKS), RolloutPolicy::metricGates)
          .usually(List.of())
          .says("The Prometheus queries that are judged after each wave.")
          .like(
              List.of(
                  Map.of(
                      "name", "error-rate",
                      "query", "sum(rate(errors_total[5m]))",
                      "success", "result[0] < 0.05")));

  static final Field<RolloutPolicy, TimingPolicy> TIMING =
      Field.of("timing", CareFields.TIMING.type(), RolloutPolicy::timing)
          .usually(TimingPolicy.warn())
          .says("What happens when a wave took longer than it used to.")
          .like(Map.of("action", "pause"));

  static final Field<RolloutPolicy, Rollback> ROLLBACK =
      Field.of("rollback", choice(Rollback.values()), RolloutPolicy::rollback)
          .usually(Rollback.NEVER)
          .says(
              "Whether hosts that are done go back to their previous kernel image when the rollout is stopped.")
          .like("on-stop");

  static final Field<RolloutPolicy, StageTime> STAGE =
      Field.of("stage", choice(StageTime.values()), RolloutPolicy::stage)
          .usually(StageTime.EARLY)
          .says("When hosts stage: as soon as the rollout begins, or when their wave opens.")
          .like("just-in-time");

  private PolicyFields() {}

  /** Returns the policy of fields that were read without a fault. */
  static RolloutPolicy policy(Parsed parsed, Instant now) {
    return new RolloutPolicy(
        parsed.orNull(PARTITION_BY),
        parsed.get(ORDER_BY),
        parsed.get(FAILURE_DOMAINS),
        parsed.orNull(MAX_PARALLEL),
        parsed.orNull(MAX_WAVE_FAILURES),
        parsed.get(WAVE_SOAK),
        parsed.get(WINDOWS),
        FreezeFields.all(parsed, now),
        parsed.orNull(DEADLINE),
        parsed.get(RETRIES),
        parsed.get(APPROVAL),
        parsed.get(HOOKS),
        parsed.get(GATES),
        parsed.get(TIMING),
        parsed.get(ROLLBACK),
        parsed.get(STAGE));
  }
}
