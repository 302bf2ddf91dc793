package io.fleetfoot.service.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fleetfoot.service.scheduler.RebootRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that a round does, in its order; one part that fails keeps no other from its work. */
final class Rounds {

  private static final Logger log = LoggerFactory.getLogger(Rounds.class);

  private final Map<String, Runnable> parts = new LinkedHashMap<>();

  Rounds(
      Cluster cluster,
      HostLabelling labels,
      KernelRolloutReconciler reconciler,
      NodeDrains drains,
      NodeWitness witness,
      CordonSweep sweep) {
    parts.put("labels of hosts", labels::round);
    parts.put(
        "KernelRollouts",
        () ->
            cluster
                .kernelRollouts()
                .forEach(
                    one ->
                        attempt(
                            "KernelRollout " + one.getMetadata().getName(),
                            () -> reconciler.reconcile(one))));
    parts.put("drains", () -> drain(drains, sweep));
    parts.put("witness", witness::round);
  }

  /** Does each part once. */
  void round() {
    parts.forEach(Rounds::attempt);
  }

  /**
   * What made room for these drains is uncordoned before they cordon, so that no more nodes are
   * cordoned than may be down.
   */
  private static void drain(NodeDrains drains, CordonSweep sweep) {
    List<RebootRecord> due = drains.due();
    sweep.round();
    drains.round(due);
  }

  private static void attempt(String part, Runnable work) {
    try {
      work.run();
    } catch (KubernetesClientException e) {
      log.warn(
          "{}: the API server did not do it, the next round tries again: {}", part, e.getMessage());
    } catch (RuntimeException e) {
      log.error("{} failed, the next round tries again", part, e);
    }
  }
}
