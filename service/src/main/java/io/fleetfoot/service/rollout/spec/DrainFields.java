package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.reboot.DrainPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** How load is taken off a host, in the words of {@code kubectl drain}. */
final class DrainFields {

  private static final int POD_DECIDES = -1;
  private static final int LONGEST_SECONDS = 86_400;
  private static final DrainPolicy USUAL = DrainPolicy.full();

  private static final Field<DrainPolicy, DrainPolicy.Mode> MODE =
      Field.of("mode", FieldTypes.choice(DrainPolicy.Mode.values()), DrainPolicy::mode)
          .usually(USUAL.mode())
          .says("`full` evicts the pods; `none` only cordons, and the pods start again afterwards.")
          .like("full");

  private static final Field<DrainPolicy, Boolean> IGNORE_DAEMON_SETS =
      Field.of("ignoreDaemonSets", FieldTypes.flag(), DrainPolicy::ignoreDaemonSets)
          .usually(USUAL.ignoreDaemonSets())
          .says("Leave pods of a DaemonSet; when false, one such pod fails the drain.")
          .like(true);

  private static final Field<DrainPolicy, Boolean> DELETE_EMPTY_DIR_DATA =
      Field.of("deleteEmptyDirData", FieldTypes.flag(), DrainPolicy::deleteEmptyDirData)
          .usually(USUAL.deleteEmptyDirData())
          .says(
              "Evict pods that lose what they keep in an emptyDir; when false, one such pod fails the drain.")
          .like(true);

  private static final Field<DrainPolicy, Boolean> FORCE =
      Field.of("force", FieldTypes.flag(), DrainPolicy::force)
          .usually(USUAL.force())
          .says(
              "Evict pods that no controller makes again; when false, one such pod fails the drain.")
          .like(false);

  private static final Field<DrainPolicy, Integer> GRACE_PERIOD =
      Field.of(
              "gracePeriodSeconds",
              FieldTypes.number(POD_DECIDES, LONGEST_SECONDS),
              (DrainPolicy drain) ->
                  Objects.requireNonNullElse(drain.gracePeriodSeconds(), POD_DECIDES))
          .usually(POD_DECIDES)
          .says("How long a pod may take to end; -1 is what the pod says.")
          .like(60);

  private static final Field<DrainPolicy, Duration> TIMEOUT =
      Field.of(
              "timeout",
              TextTypes.span(Duration.ofMillis(1), Duration.ofDays(7)),
              DrainPolicy::timeout)
          .usually(USUAL.timeout())
          .says("How long the drain of a host may take before its reboot fails.")
          .like("PT30M");

  private static final Field<DrainPolicy, Integer> SKIP_WAIT =
      Field.of(
              "skipWaitForDeleteTimeoutSeconds",
              FieldTypes.number(0, LONGEST_SECONDS),
              DrainPolicy::skipWaitForDeleteTimeoutSeconds)
          .usually(USUAL.skipWaitForDeleteTimeoutSeconds())
          .says("Do not wait for a pod whose deletion is older than this; 0 waits for every pod.")
          .like(600);

  private static final Field<DrainPolicy, String> POD_SELECTOR =
      Field.of("podSelector", PodSelector.type(), DrainPolicy::podSelector)
          .says(
              "Only pods with these labels are evicted, chosen in the words of `kubectl get --selector`; all when absent.")
          .like("app!=cache");

  static final ObjectType<DrainPolicy> OBJECT =
      new ObjectType<>(
          "RolloutDrain",
          List.of(
              MODE,
              IGNORE_DAEMON_SETS,
              DELETE_EMPTY_DIR_DATA,
              FORCE,
              GRACE_PERIOD,
              TIMEOUT,
              SKIP_WAIT,
              POD_SELECTOR),
          List.of(DrainFields::requireMeaning),
          DrainFields::drain);

  private DrainFields() {}

  private static void requireMeaning(Parsed parsed) {
    if (parsed.has(POD_SELECTOR)
        && parsed.find(MODE).filter(DrainPolicy.Mode.NONE::equals).isPresent()) {
      parsed.fault(POD_SELECTOR, "has no meaning with mode none, which evicts nothing");
    }
  }

  private static DrainPolicy drain(Parsed parsed) {
    int grace = parsed.get(GRACE_PERIOD);
    return new DrainPolicy(
        parsed.get(MODE),
        parsed.get(IGNORE_DAEMON_SETS),
        parsed.get(DELETE_EMPTY_DIR_DATA),
        parsed.get(FORCE),
        grace == POD_DECIDES ? null : grace,
        parsed.get(TIMEOUT),
        parsed.get(SKIP_WAIT),
        parsed.orNull(POD_SELECTOR));
  }
}
