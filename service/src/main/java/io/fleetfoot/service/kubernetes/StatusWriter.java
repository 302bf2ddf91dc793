package io.fleetfoot.service.kubernetes;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.kubernetes.KernelRolloutStatus.NodeReason;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.rollout.Member;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.scheduler.RebootRecord;
import io.fleetfoot.service.scheduler.Rollouts.Overview;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says how a KernelRollout stands, in values: nothing is read and nothing is written here. */
final class StatusWriter {

  static final String ACCEPTED = "Accepted";
  static final String PROGRESSING = "Progressing";
  static final String PAUSED = "Paused";
  static final String COMPLETE = "Complete";
  static final String FAILED = "Failed";

  private static final int REASONS = 50;

  private final KernelRollout about;
  private final Instant now;

  StatusWriter(KernelRollout about, Instant now) {
    this.about = about;
    this.now = now;
  }

  /** Returns the status of what was not accepted, for a reason in one word and in a sentence. */
  KernelRolloutStatus refused(String reason, String message) {
    return conditioned(
        KernelRolloutStatus.empty(),
        condition(ACCEPTED, false, reason, message),
        condition(PROGRESSING, false, "NotAccepted", "no rollout runs"),
        condition(COMPLETE, false, "NotAccepted", "no rollout runs"),
        condition(FAILED, false, "NotAccepted", "no rollout runs"));
  }

  /** Returns the status of what waits until the rollout of an earlier spec has ended. */
  KernelRolloutStatus replacing(Overview earlier) {
    String message =
        "rollout %s of an earlier spec is aborted first; it is %s"
            .formatted(earlier.rollout().id(), earlier.rollout().state());
    return conditioned(
        KernelRolloutStatus.empty(),
        condition(ACCEPTED, true, "Replacing", message),
        condition(PROGRESSING, true, "Replacing", message),
        condition(COMPLETE, false, "Replacing", message),
        condition(FAILED, false, "Replacing", message));
  }

  /** Returns the status of what runs, or ran. */
  KernelRolloutStatus of(
      Overview overview, List<RebootRecord> reboots, Function<HostId, Optional<String>> nodeOf) {
    Rollout rollout = overview.rollout();
    int hosts = overview.members().size();
    int succeeded = count(overview, member -> member.state() == RebootState.SUCCEEDED);
    int failed = count(overview, member -> member.state().isFailure());
    KernelRolloutStatus status =
        new KernelRolloutStatus(
            null,
            rollout.id().toString(),
            rollout.state().name(),
            rollout.reason(),
            overview.kernelImage().map(image -> image.release().value()).orElse(null),
            rollout.openWave(),
            overview.waves().stream()
                .map(
                    wave ->
                        new KernelRolloutStatus.Wave(
                            wave.index(), wave.size(), wave.state().name()))
                .toList(),
            hosts,
            succeeded,
            failed,
            overview.members().stream()
                .collect(
                    Collectors.groupingBy(
                        member -> member.state().name(),
                        TreeMap::new,
                        Collectors.summingInt(member -> 1))),
            reasons(overview.waiting(), reboots, nodeOf),
            seconds(rollout.createdAt()),
            rollout.finishedAt() == null ? null : seconds(rollout.finishedAt()),
            null);
    String message =
        "%d of %d nodes succeeded, %d failed; wave %d of %d%s"
            .formatted(
                succeeded,
                hosts,
                failed,
                Math.min(rollout.openWave() + 1, overview.waves().size()),
                overview.waves().size(),
                rollout.reason() == null ? "" : "; " + rollout.reason());
    RolloutState state = rollout.state();
    String word = word(state);
    return conditioned(
        status,
        condition(
            ACCEPTED,
            true,
            "RolloutCreated",
            "rollout %s over %d nodes".formatted(rollout.id(), hosts)),
        condition(PROGRESSING, !state.isTerminal() && !waits(state), word, message),
        condition(PAUSED, waits(state), word, message),
        condition(COMPLETE, state == RolloutState.COMPLETED, word, message),
        condition(FAILED, state.isTerminal() && state != RolloutState.COMPLETED, word, message));
  }

  private static int count(Overview overview, Predicate<Member> counted) {
    return (int) overview.members().stream().filter(counted).count();
  }

  /** Failures first, then what is held, then what waits for its turn. */
  private static List<NodeReason> reasons(
      Map<?, Verdict.No> waiting,
      List<RebootRecord> reboots,
      Function<HostId, Optional<String>> nodeOf) {
    List<RebootRecord> ordered = new ArrayList<>(reboots);
    ordered.sort(Comparator.comparingInt(record -> rank(record.reboot().state())));
    List<NodeReason> reasons = new ArrayList<>();
    for (RebootRecord record : ordered) {
      Reboot reboot = record.reboot();
      Verdict.No no = waiting.get(reboot.id());
      String reason = no == null ? reboot.reason() : no.detail();
      if (reason != null && reasons.size() < REASONS && reboot.state() != RebootState.SUCCEEDED) {
        reasons.add(
            new NodeReason(
                nodeOf.apply(reboot.host()).orElse(record.hostname()),
                reboot.state().name(),
                reason));
      }
    }
    return reasons;
  }

  private static int rank(RebootState state) {
    if (state.isFailure()) {
      return 0;
    }
    return state.holdsHostDown() ? 1 : 2;
  }

  /** Says whether nothing goes on until a human lets it. */
  private static boolean waits(RolloutState state) {
    return state == RolloutState.PAUSED || state == RolloutState.AWAITING_APPROVAL;
  }

  private static String word(RolloutState state) {
    return Arrays.stream(state.name().split("_", -1))
        .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  private KernelRolloutStatus conditioned(KernelRolloutStatus status, Condition... conditions) {
    return status.with(about.getMetadata().getGeneration(), List.of(conditions));
  }

  /** The time of a condition is that of its last change of status, as the API's conventions say. */
  private Condition condition(String type, boolean holds, String reason, String message) {
    String status = holds ? "True" : "False";
    String since =
        before(type)
            .filter(before -> Objects.equals(before.getStatus(), status))
            .map(Condition::getLastTransitionTime)
            .orElse(seconds(now));
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withObservedGeneration(about.getMetadata().getGeneration())
        .withLastTransitionTime(since)
        .withReason(reason)
        .withMessage(message)
        .build();
  }

  private Optional<Condition> before(String type) {
    @Nullable KernelRolloutStatus status = about.getStatus();
    return Optional.ofNullable(status == null ? null : status.conditions()).stream()
        .flatMap(List::stream)
        .filter(condition -> type.equals(condition.getType()))
        .findFirst();
  }

  private static String seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
