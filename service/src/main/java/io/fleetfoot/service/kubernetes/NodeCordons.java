package io.fleetfoot.service.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;

/**
 * Cordons nodes and takes back what it cordoned, nothing else: a node that somebody else cordoned
 * stays as it is.
 */
final class NodeCordons {

  /** The annotation that makes a cordon ours; its value names the reboot. */
  static final String CORDONED_BY = KernelRollout.GROUP + "/cordoned-by";

  private static final int ATTEMPTS = 10;
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final KubernetesClient client;

  NodeCordons(KubernetesClient client) {
    this.client = client;
  }

  /** Whose cordon a node has. */
  enum Cordon {
    OURS,
    NOT_OURS,
    NONE
  }

  /** Says whose cordon the node has. */
  static Cordon cordonOf(Node node) {
    if (isOurs(node)) {
      return Cordon.OURS;
    }
    return isUnschedulable(node) ? Cordon.NOT_OURS : Cordon.NONE;
  }

  /**
   * Cordons the node for the owner unless it is cordoned.
   *
   * @throws KubernetesClientException if the node is gone, or the API server does not answer
   */
  void cordon(String node, String owner) {
    change(
        node, now -> cordonOf(now) == Cordon.NONE, now -> patch(now, "\"" + owner + "\"", "true"));
  }

  /** Uncordons the node if the cordon is ours; a node that is gone needs nothing. */
  void uncordon(String node) {
    change(node, NodeCordons::isOurs, now -> patch(now, "null", "null"));
  }

  private interface Change {
    String of(Node node);
  }

  private interface Condition {
    boolean holds(Node node);
  }

  /** Kubelets write their nodes every few seconds, so conflicts are usual. */
  private void change(String name, Condition needed, Change change) {
    for (int attempt = 1; ; attempt++) {
      Optional<Node> node = Optional.ofNullable(client.nodes().withName(name).get());
      if (node.isEmpty() || !needed.holds(node.get())) {
        return;
      }
      try {
        client.nodes().withName(name).patch(MERGE, change.of(node.get()));
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** With the resourceVersion that was read, the API server refuses if somebody wrote since. */
  private static String patch(Node node, String owner, String unschedulable) {
    return """
        {"metadata":{"resourceVersion":"%s","annotations":{"%s":%s}},"spec":{"unschedulable":%s}}
        """
        .formatted(node.getMetadata().getResourceVersion(), CORDONED_BY, owner, unschedulable);
  }

  private static boolean isOurs(Node node) {
    Map<String, String> annotations = node.getMetadata().getAnnotations();
    return annotations != null && annotations.containsKey(CORDONED_BY);
  }

  private static boolean isUnschedulable(Node node) {
    return node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
  }
}
