package io.fleetfoot.service.kubernetes;

import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.scheduler.Drains;
import io.fleetfoot.service.scheduler.Hosts;
import io.fleetfoot.service.scheduler.RebootRecord;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Confirms a boot by what the node says of itself: the same boot_id, the wanted kernel, and Ready.
 */
final class NodeWitness {

  private final Cluster cluster;
  private final Drains drains;
  private final Hosts hosts;

  NodeWitness(Cluster cluster, Drains drains, Hosts hosts) {
    this.cluster = cluster;
    this.drains = drains;
    this.hosts = hosts;
  }

  /** Says of each boot that awaits a witness whether its node confirms it, and if not why. */
  void round() {
    for (RebootRecord booted : drains.listUnwitnessed()) {
      Reboot reboot = booted.reboot();
      String bootId = String.valueOf(reboot.evidence().toBootId());
      doubt(reboot, bootId)
          .ifPresentOrElse(
              doubt -> drains.unseen(reboot.id(), doubt),
              () -> drains.witnessed(reboot.id(), bootId));
    }
  }

  private Optional<String> doubt(Reboot reboot, String bootId) {
    Optional<String> name = NodeLabels.nodeName(hosts.get(reboot.host()).labels());
    Optional<NodeIdentity> node = name.flatMap(cluster::node).map(NodeIdentity::of);
    if (node.isEmpty()) {
      return Optional.of(
          "waits for its node %s to be in the cluster".formatted(name.orElse("(none is known)")));
    }
    return doubt(node.get(), reboot.terms().toRelease(), bootId);
  }

  private static Optional<String> doubt(
      NodeIdentity node, @Nullable String release, String bootId) {
    if (!NodeIdentity.canonical(node.bootId()).equals(NodeIdentity.canonical(bootId))) {
      return Optional.of(
          "waits for node %s to say bootID %s; it says %s"
              .formatted(node.name(), bootId, node.bootId()));
    }
    if (!node.kernelVersion().equals(release)) {
      return Optional.of(
          "waits for node %s to say kernelVersion %s; it says %s"
              .formatted(node.name(), release, node.kernelVersion()));
    }
    return node.isReady()
        ? Optional.empty()
        : Optional.of("waits for node %s to be Ready".formatted(node.name()));
  }
}
