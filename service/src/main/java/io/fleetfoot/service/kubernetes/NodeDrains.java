package io.fleetfoot.service.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.kubernetes.drain.DrainStep;
import io.fleetfoot.service.kubernetes.drain.NodeDrain;
import io.fleetfoot.service.kubernetes.drain.NodePods;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.scheduler.Drains;
import io.fleetfoot.service.scheduler.Hosts;
import io.fleetfoot.service.scheduler.RebootRecord;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cordons and drains the nodes whose reboots wait for it, one step of each in a round. */
final class NodeDrains {

  private static final Logger log = LoggerFactory.getLogger(NodeDrains.class);

  private final Cluster cluster;
  private final NodeCordons cordons;
  private final NodePods pods;
  private final Drains drains;
  private final Hosts hosts;
  private final InstantSource clock;
  private final Map<RebootId, NodeDrain> running = new HashMap<>();

  NodeDrains(
      Cluster cluster,
      NodeCordons cordons,
      NodePods pods,
      Drains drains,
      Hosts hosts,
      InstantSource clock) {
    this.cluster = cluster;
    this.cordons = cordons;
    this.pods = pods;
    this.drains = drains;
    this.hosts = hosts;
    this.clock = clock;
  }

  /** Returns the reboots whose nodes are to be drained now. */
  List<RebootRecord> due() {
    return drains.listDraining();
  }

  /** Takes one step of each drain. */
  void round(List<RebootRecord> draining) {
    running
        .keySet()
        .retainAll(
            draining.stream().map(record -> record.reboot().id()).collect(Collectors.toSet()));
    draining.forEach(this::attempt);
  }

  private void attempt(RebootRecord draining) {
    try {
      step(draining);
    } catch (KubernetesClientException e) {
      log.warn("reboot={} drain is tried again in the next round", draining.reboot().id(), e);
      drains.held(draining.reboot().id(), "the API server did not do it: " + e.getMessage());
    }
  }

  private void step(RebootRecord draining) {
    Reboot reboot = draining.reboot();
    Host host = hosts.get(reboot.host());
    Optional<String> node =
        NodeLabels.nodeName(host.labels()).filter(name -> cluster.node(name).isPresent());
    if (node.isEmpty()) {
      log.info("reboot={} host={} is no node any more: nothing to drain", reboot.id(), host.id());
      drains.drained(reboot.id());
      return;
    }
    cordons.cordon(node.get(), reboot.id().toString());
    take(reboot, policyStep(draining, node.get()));
  }

  private DrainStep policyStep(RebootRecord draining, String node) {
    DrainPolicy policy = draining.reboot().terms().drain();
    if (policy.mode() == DrainPolicy.Mode.NONE) {
      return new DrainStep.Drained();
    }
    return running
        .computeIfAbsent(
            draining.reboot().id(), id -> new NodeDrain(node, policy, draining.stateSince(), pods))
        .step(clock.instant());
  }

  private void take(Reboot reboot, DrainStep step) {
    if (step instanceof DrainStep.Drained) {
      drains.drained(reboot.id());
    } else if (step instanceof DrainStep.Waiting waiting) {
      drains.held(reboot.id(), waiting.reason());
    } else if (step instanceof DrainStep.Failed failed) {
      drains.failed(reboot.id(), failed.reason());
    }
  }
}
