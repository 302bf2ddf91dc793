package io.fleetfoot.service.kubernetes;

import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which host is which node: by machineID, else by systemUUID, else by bootID. Where several nodes
 * have one machineID, as clones of one disk have, the bootID tells them apart.
 *
 * @param nodes the node of each host that is one
 * @param doubtful the hosts that could be several nodes, with a sentence each
 */
record NodeMatches(Map<HostId, NodeIdentity> nodes, Map<HostId, String> doubtful) {

  NodeMatches {
    nodes = Map.copyOf(nodes);
    doubtful = Map.copyOf(doubtful);
  }

  static NodeMatches of(Collection<Host> hosts, Collection<NodeIdentity> nodes) {
    Index index = Index.of(nodes);
    Map<HostId, NodeIdentity> matched = new HashMap<>();
    Map<HostId, String> doubtful = new HashMap<>();
    for (Host host : hosts) {
      List<NodeIdentity> candidates = index.candidates(host.facts());
      if (candidates.isEmpty()) {
        continue;
      }
      single(host.facts(), candidates)
          .ifPresentOrElse(
              node -> matched.put(host.id(), node),
              () -> doubtful.put(host.id(), doubt(host.facts(), candidates)));
    }
    return new NodeMatches(matched, doubtful);
  }

  /** Returns the node of the host, if it is one. */
  Optional<NodeIdentity> node(HostId host) {
    return Optional.ofNullable(nodes.get(host));
  }

  /** The nodes by each of their ids; a node that does not say an id is not under it. */
  private record Index(
      Map<String, List<NodeIdentity>> byMachineId,
      Map<String, List<NodeIdentity>> bySystemUuid,
      Map<String, List<NodeIdentity>> byBootId) {

    static Index of(Collection<NodeIdentity> nodes) {
      return new Index(
          by(NodeIdentity::machineId, nodes),
          by(NodeIdentity::systemUuid, nodes),
          by(NodeIdentity::bootId, nodes));
    }

    private static Map<String, List<NodeIdentity>> by(
        Function<NodeIdentity, String> id, Collection<NodeIdentity> nodes) {
      return nodes.stream()
          .filter(node -> !id.apply(node).isBlank())
          .collect(Collectors.groupingBy(node -> NodeIdentity.canonical(id.apply(node))));
    }

    List<NodeIdentity> candidates(Facts facts) {
      String machineId = NodeIdentity.canonical(facts.machineId());
      String bootId = NodeIdentity.canonical(facts.bootId());
      return Stream.of(
              byMachineId.getOrDefault(machineId, List.of()),
              bySystemUuid.getOrDefault(machineId, List.of()),
              byBootId.getOrDefault(bootId, List.of()))
          .filter(found -> !found.isEmpty())
          .findFirst()
          .orElse(List.of());
    }
  }

  private static Optional<NodeIdentity> single(Facts facts, List<NodeIdentity> candidates) {
    if (candidates.size() == 1) {
      return Optional.of(candidates.get(0));
    }
    String bootId = NodeIdentity.canonical(facts.bootId());
    List<NodeIdentity> sameBoot =
        candidates.stream()
            .filter(node -> NodeIdentity.canonical(node.bootId()).equals(bootId))
            .toList();
    return sameBoot.size() == 1 ? Optional.of(sameBoot.get(0)) : Optional.empty();
  }

  private static String doubt(Facts facts, List<NodeIdentity> candidates) {
    return "host %s could be any of the nodes %s: they say the same ids, and not one has boot_id %s"
        .formatted(
            facts.hostname(),
            String.join(", ", candidates.stream().map(NodeIdentity::name).toList()),
            facts.bootId());
  }
}
