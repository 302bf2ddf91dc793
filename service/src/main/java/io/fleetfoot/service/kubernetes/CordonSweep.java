package io.fleetfoot.service.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.kubernetes.NodeCordons.Cordon;
import io.fleetfoot.service.scheduler.Hosts;
import io.fleetfoot.service.scheduler.Reboots;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back every cordon of ours that nothing asks for any more. A node keeps it exactly while its
 * host's reboot holds the host down, or the host counts as down; so what another process left
 * behind is found as well.
 */
final class CordonSweep {

  private static final Logger log = LoggerFactory.getLogger(CordonSweep.class);

  private final Cluster cluster;
  private final NodeCordons cordons;
  private final Hosts hosts;
  private final Reboots reboots;

  CordonSweep(Cluster cluster, NodeCordons cordons, Hosts hosts, Reboots reboots) {
    this.cluster = cluster;
    this.cordons = cordons;
    this.hosts = hosts;
    this.reboots = reboots;
  }

  /** Uncordons what needs no cordon. */
  void round() {
    List<Node> cordoned =
        cluster.nodes().stream().filter(node -> NodeCordons.cordonOf(node) == Cordon.OURS).toList();
    if (cordoned.isEmpty()) {
      return;
    }
    Map<String, Host> byNode = new HashMap<>();
    hosts
        .list()
        .forEach(
            host -> NodeLabels.nodeName(host.labels()).ifPresent(name -> byNode.put(name, host)));
    for (Node node : cordoned) {
      String name = node.getMetadata().getName();
      if (!isNeeded(byNode.get(name))) {
        uncordon(name);
      }
    }
  }

  private boolean isNeeded(@Nullable Host host) {
    if (host == null) {
      return false;
    }
    return host.isDown()
        || reboots
            .findActive(host.id())
            .filter(reboot -> reboot.state().holdsHostDown())
            .isPresent();
  }

  private void uncordon(String node) {
    try {
      cordons.uncordon(node);
      log.info("node={} uncordoned", node);
    } catch (KubernetesClientException e) {
      log.warn("node={} could not be uncordoned and is tried again in the next round", node, e);
    }
  }
}
