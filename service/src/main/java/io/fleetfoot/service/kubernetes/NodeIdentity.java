package io.fleetfoot.service.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a node says of the machine that it is.
 *
 * @param machineId its /etc/machine-id; empty if it did not say yet, like the others
 * @param systemUuid the UUID of its firmware
 * @param bootId its boot_id
 * @param kernelVersion the release of its running kernel
 * @param isReady whether its condition Ready is True
 */
record NodeIdentity(
    String name,
    String machineId,
    String systemUuid,
    String bootId,
    String kernelVersion,
    boolean isReady,
    Map<String, String> labels) {

  static NodeIdentity of(Node node) {
    Optional<NodeSystemInfo> info =
        Optional.ofNullable(node.getStatus()).map(status -> status.getNodeInfo());
    return new NodeIdentity(
        node.getMetadata().getName(),
        info.map(NodeSystemInfo::getMachineID).orElse(""),
        info.map(NodeSystemInfo::getSystemUUID).orElse(""),
        info.map(NodeSystemInfo::getBootID).orElse(""),
        info.map(NodeSystemInfo::getKernelVersion).orElse(""),
        isReady(node),
        Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of()));
  }

  /** Returns an id without what different readers of it write differently. */
  static String canonical(String id) {
    return id.replace("-", "").strip().toLowerCase(Locale.ROOT);
  }

  private static boolean isReady(Node node) {
    return node.getStatus() != null
        && node.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }
}
