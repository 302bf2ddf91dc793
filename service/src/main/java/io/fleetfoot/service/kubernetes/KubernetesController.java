package io.fleetfoot.service.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fleetfoot.service.access.Actor;
import io.fleetfoot.service.scheduler.CurrentActor;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The Kubernetes edge's heartbeat: while this replica leads, it looks at the cluster every period,
 * and at once after a KernelRollout changed. Each round derives all that is to be done from what is
 * there, so it makes no difference which replica did the round before.
 */
class KubernetesController implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(KubernetesController.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final KubernetesClient client;
  private final Function<Cluster, Rounds> rounds;
  private final String namespace;
  private final String identity;
  private final Duration period;
  private final Duration lease;
  private final CurrentActor actor;
  private final AtomicBoolean changed = new AtomicBoolean();
  private volatile @Nullable ScheduledExecutorService worker;
  private @Nullable ScheduledExecutorService elections;
  private volatile @Nullable Leadership leadership;
  private @Nullable Term term;

  KubernetesController(
      KubernetesClient client,
      Function<Cluster, Rounds> rounds,
      String namespace,
      String identity,
      Duration period,
      Duration lease,
      CurrentActor actor) {
    this.client = client;
    this.rounds = rounds;
    this.namespace = namespace;
    this.identity = identity;
    this.period = period;
    this.lease = lease;
    this.actor = actor;
  }

  /** The time for which this replica leads: what it watches, and what it does in each round. */
  private record Term(WatchedCluster cluster, Rounds rounds) {}

  @Override
  public synchronized void start() {
    ScheduledExecutorService electing =
        Executors.newScheduledThreadPool(2, named("kubernetes-lease"));
    ScheduledExecutorService rounding =
        Executors.newSingleThreadScheduledExecutor(named("kubernetes"));
    leadership = new Leadership(client, namespace, identity, lease, electing);
    rounding.scheduleWithFixedDelay(
        this::beat, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    elections = electing;
    worker = rounding;
  }

  @Override
  public synchronized void stop() {
    ScheduledExecutorService rounding = worker;
    ScheduledExecutorService electing = elections;
    Leadership held = leadership;
    if (rounding == null || electing == null || held == null) {
      return;
    }
    rounding.execute(this::endTerm);
    rounding.shutdown();
    await(rounding);
    held.close();
    electing.shutdown();
    await(electing);
    worker = null;
  }

  @Override
  public synchronized boolean isRunning() {
    return worker != null;
  }

  private void beat() {
    try {
      Leadership held = leadership;
      if (held == null || !held.isLeading()) {
        endTerm();
        return;
      }
      if (term == null) {
        WatchedCluster cluster = new WatchedCluster(client, this::wake);
        term = new Term(cluster, rounds.apply(cluster));
      }
      changed.set(false);
      actor.run(Actor.KUBERNETES, term.rounds()::round);
    } catch (KubernetesClientException e) {
      log.warn("the cluster cannot be watched, the next round tries again: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("a round failed; the next one tries again", e);
    }
  }

  /** Many changes call for one more round, not for many. */
  private void wake() {
    ScheduledExecutorService running = worker;
    if (running != null && !running.isShutdown() && changed.compareAndSet(false, true)) {
      running.execute(this::beat);
    }
  }

  private void endTerm() {
    if (term != null) {
      term.cluster().close();
      term = null;
    }
  }

  private static void await(ScheduledExecutorService executor) {
    try {
      if (!executor.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private static ThreadFactory named(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
