package io.fleetfoot.service.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import java.util.Collection;
import java.util.Optional;

/** What is known of the cluster without asking it: it may be some moments old. */
interface Cluster {

  /** Returns the nodes. */
  Collection<Node> nodes();

  /** Returns the node. */
  Optional<Node> node(String name);

  /** Returns the KernelRollouts, the oldest first. */
  Collection<KernelRollout> kernelRollouts();
}
