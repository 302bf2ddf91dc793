package io.fleetfoot.service.kubernetes;

import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.scheduler.Hosts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives hosts the labels of the nodes that they are. */
final class HostLabelling {

  private static final Logger log = LoggerFactory.getLogger(HostLabelling.class);

  private final Cluster cluster;
  private final Hosts hosts;
  private final Map<HostId, Labels> given = new HashMap<>();
  private final Set<HostId> doubted = new HashSet<>();

  HostLabelling(Cluster cluster, Hosts hosts) {
    this.cluster = cluster;
    this.hosts = hosts;
  }

  /** Gives each host the labels of its node, and none to a host that is no node any more. */
  void round() {
    List<Host> known = hosts.list();
    NodeMatches matches =
        NodeMatches.of(known, cluster.nodes().stream().map(NodeIdentity::of).toList());
    for (Host host : known) {
      Optional<NodeIdentity> node = matches.node(host.id());
      if (node.isPresent()) {
        give(host, NodeLabels.of(node.get()));
      } else if (matches.doubtful().containsKey(host.id())) {
        doubt(host.id(), matches);
      } else {
        give(host, Labels.none());
      }
    }
  }

  private void give(Host host, Labels labels) {
    doubted.remove(host.id());
    if (labels.equals(given.put(host.id(), labels))) {
      return;
    }
    hosts.observe(host.id(), labels);
    NodeLabels.nodeName(labels)
        .filter(node -> NodeLabels.nodeName(host.labels()).isEmpty())
        .ifPresent(node -> log.info("host={} is node={}", host.id(), node));
  }

  /** What was known of the host before goes on to hold. */
  private void doubt(HostId host, NodeMatches matches) {
    if (doubted.add(host)) {
      log.warn("{}", matches.doubtful().get(host));
    }
  }
}
