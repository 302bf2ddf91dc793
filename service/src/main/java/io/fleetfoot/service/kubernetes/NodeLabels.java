package io.fleetfoot.service.kubernetes;

import io.fleetfoot.service.fleet.Labels;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The labels that a host has because it is a node: the node's own, and which node it is. */
final class NodeLabels {

  /** The label of every host that is a node. */
  static final String IS_NODE = KernelRollout.GROUP + "/node";

  /** The label with the node's name. */
  static final String NODE_NAME = KernelRollout.GROUP + "/node-name";

  /** A node's label may have a key of 317 characters; a host's may not. */
  private static final int LONGEST_KEY = 253;

  private NodeLabels() {}

  static Labels of(NodeIdentity node) {
    Map<String, String> labels = new HashMap<>(node.labels());
    labels.keySet().removeIf(key -> key.length() > LONGEST_KEY);
    labels.put(IS_NODE, "true");
    labels.put(NODE_NAME, node.name());
    return new Labels(labels);
  }

  static Optional<String> nodeName(Labels labels) {
    return Optional.ofNullable(labels.values().get(NODE_NAME));
  }
}
