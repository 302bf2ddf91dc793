package io.fleetfoot.service.reboot;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the load is taken off a host before it goes down, in the words of {@code kubectl drain}; it
 * has a meaning only for a host that carries such load.
 *
 * @param mode whether anything is drained at all
 * @param ignoreDaemonSets whether pods of a DaemonSet are left where they are; when not, one such
 *     pod stops the drain
 * @param deleteEmptyDirData whether pods may lose what they keep in an emptyDir; when not, one such
 *     pod stops the drain
 * @param force whether pods that no controller would make again may go; when not, one such pod
 *     stops the drain
 * @param gracePeriodSeconds how long a pod may take to end; when absent, as long as the pod says
 * @param timeout how long the whole drain may take before it fails
 * @param skipWaitForDeleteTimeoutSeconds a pod whose deletion is older than this is not waited for;
 *     0 waits for every pod
 * @param podSelector chooses the pods to drain by their labels, in the API server's words; when
 *     absent, all
 */
public record DrainPolicy(
    Mode mode,
    boolean ignoreDaemonSets,
    boolean deleteEmptyDirData,
    boolean force,
    @Nullable Integer gracePeriodSeconds,
    Duration timeout,
    int skipWaitForDeleteTimeoutSeconds,
    @Nullable String podSelector) {

  /** How long a drain may take unless the rollout says otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(15);

  /** Whether a host is drained: wholly, or not at all. */
  public enum Mode {
    FULL,
    NONE
  }

  public DrainPolicy {
    if (gracePeriodSeconds != null && gracePeriodSeconds < 0) {
      throw new IllegalArgumentException(
          "gracePeriodSeconds is %d, wanted 0 or more, or nothing for the pod's own"
              .formatted(gracePeriodSeconds));
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "drain timeout is %s, wanted more than PT0S: a drain without an end would hang the rollout"
              .formatted(timeout));
    }
    if (skipWaitForDeleteTimeoutSeconds < 0) {
      throw new IllegalArgumentException(
          "skipWaitForDeleteTimeoutSeconds is %d, wanted 0 or more"
              .formatted(skipWaitForDeleteTimeoutSeconds));
    }
  }

  /** Returns the policy of a rollout that says nothing of draining. */
  public static DrainPolicy full() {
    return new DrainPolicy(Mode.FULL, true, false, false, null, DEFAULT_TIMEOUT, 0, null);
  }

  /** Returns the policy that leaves every pod where it is. */
  public static DrainPolicy none() {
    return new DrainPolicy(Mode.NONE, true, false, false, null, DEFAULT_TIMEOUT, 0, null);
  }
}
