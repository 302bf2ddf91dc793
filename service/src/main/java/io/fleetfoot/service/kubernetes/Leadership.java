package io.fleetfoot.service.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one replica at a time work on the cluster, by a Lease. Who loses it stands for it again;
 * that two hold it for a moment does no harm, for every effect is idempotent.
 */
final class Leadership implements AutoCloseable {

  /** The name of the Lease, which the chart's Role names too. */
  static final String LEASE = "fleetfoot-kubernetes";

  private static final Logger log = LoggerFactory.getLogger(Leadership.class);

  private final KubernetesClient client;
  private final LeaderElectionConfig config;
  private final ScheduledExecutorService executor;
  private volatile boolean closed;
  private volatile boolean leading;
  private volatile @Nullable CompletableFuture<?> candidacy;

  /**
   * Stands for the lease.
   *
   * @param executor runs the renewals; it must have a thread free for them
   */
  Leadership(
      KubernetesClient client,
      String namespace,
      String identity,
      Duration lease,
      ScheduledExecutorService executor) {
    this.client = client;
    this.executor = executor;
    this.config =
        new LeaderElectionConfigBuilder()
            .withName(LEASE)
            .withLock(new LeaseLock(namespace, LEASE, identity))
            .withLeaseDuration(lease)
            .withRenewDeadline(lease.multipliedBy(2).dividedBy(3))
            .withRetryPeriod(lease.dividedBy(6))
            .withReleaseOnCancel(true)
            .withLeaderCallbacks(
                new LeaderCallbacks(() -> lead(identity), () -> follow(identity), leader -> {}))
            .build();
    stand();
  }

  /** Says whether this replica works on the cluster now. */
  boolean isLeading() {
    return leading;
  }

  /** Gives the lease back, so that another replica need not wait for its end. */
  @Override
  public void close() {
    closed = true;
    leading = false;
    CompletableFuture<?> standing = candidacy;
    if (standing != null) {
      standing.cancel(true);
    }
  }

  /** An elector is good for one term; the next begins after a moment. */
  private void stand() {
    if (closed) {
      return;
    }
    candidacy = new LeaderElector(client, config, executor).start();
    candidacy.whenComplete(
        (done, error) -> {
          leading = false;
          if (!closed) {
            executor.schedule(
                this::stand, config.getRetryPeriod().toMillis(), TimeUnit.MILLISECONDS);
          }
        });
  }

  private void lead(String identity) {
    leading = true;
    log.info("identity={} works on the cluster from now on", identity);
  }

  private void follow(String identity) {
    leading = false;
    log.info("identity={} does not work on the cluster any more", identity);
  }
}
