package io.fleetfoot.service.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** A cluster as watches tell it; a watch that breaks begins again with a list. */
final class WatchedCluster implements Cluster, AutoCloseable {

  private static final long NO_RESYNC = 0;

  private final SharedIndexInformer<Node> nodes;
  private final SharedIndexInformer<KernelRollout> kernelRollouts;

  /**
   * Begins to watch, and returns when all that there is has been seen.
   *
   * @param changed is run after each change that calls for work
   */
  WatchedCluster(KubernetesClient client, Runnable changed) {
    this.nodes = client.nodes().inform(new Changes<>(() -> {}), NO_RESYNC);
    try {
      this.kernelRollouts =
          client.resources(KernelRollout.class).inform(new Changes<>(changed), NO_RESYNC);
    } catch (RuntimeException e) {
      nodes.close();
      throw e;
    }
  }

  @Override
  public Collection<Node> nodes() {
    return nodes.getStore().list();
  }

  @Override
  public Optional<Node> node(String name) {
    return Optional.ofNullable(nodes.getStore().getByKey(name));
  }

  @Override
  public Collection<KernelRollout> kernelRollouts() {
    return kernelRollouts.getStore().list().stream()
        .sorted(
            Comparator.comparing((KernelRollout one) -> one.getMetadata().getCreationTimestamp()))
        .toList();
  }

  @Override
  public void close() {
    nodes.close();
    kernelRollouts.close();
  }

  private record Changes<T>(Runnable changed) implements ResourceEventHandler<T> {

    @Override
    public void onAdd(T added) {
      changed.run();
    }

    @Override
    public void onUpdate(T before, T after) {
      changed.run();
    }

    @Override
    public void onDelete(T deleted, boolean unknownState) {
      changed.run();
    }
  }
}
