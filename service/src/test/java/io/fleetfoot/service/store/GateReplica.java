package io.fleetfoot.service.store;

import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.HookAnswer;
import io.fleetfoot.service.rollout.MetricGate;
import io.fleetfoot.service.rollout.QueryResult;
import io.fleetfoot.service.scheduler.GateMeters;
import io.fleetfoot.service.scheduler.GateRequests;
import io.fleetfoot.service.scheduler.GateRun;
import io.fleetfoot.service.scheduler.GateRunRepository;
import io.fleetfoot.service.scheduler.GateRuns;
import io.fleetfoot.service.scheduler.GateTicks;
import io.fleetfoot.service.scheduler.HookCall;
import io.fleetfoot.service.scheduler.PageRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The part of one replica that asks webhooks and queries, over answers of the test's. */
public final class GateReplica {

  public final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  public final GateRunRepository runs;
  public final GateRuns gates;
  public final GateTicks ticks;
  private final JdbcListings listings;

  /** Makes it over the replica's database; requests are made by the executor. */
  public GateReplica(
      Replica replica,
      Function<HookCall, HookAnswer> hooks,
      Function<MetricGate, QueryResult> metrics,
      Executor executor,
      int parallel) {
    runs = new JdbcGateRunRepository(replica.jdbc);
    listings = new JdbcListings(replica.jdbc);
    gates = new GateRuns(runs, Duration.ofSeconds(10));
    GateMeters meters = new GateMeters(registry);
    GateRequests requests =
        new GateRequests(
            runs,
            replica.rolloutRepository,
            replica.kernelImages,
            replica.transactions,
            call -> outsideTransactions(() -> hooks.apply(call)),
            gate -> outsideTransactions(() -> metrics.apply(gate)),
            meters);
    ticks =
        new GateTicks(
            runs,
            gates,
            replica.rolloutRepository,
            replica.transactions,
            requests,
            executor,
            parallel);
  }

  /** Returns what the rollout asked, the last asked first. */
  public List<GateRun> list(RolloutId rollout) {
    return listings.gateRuns(rollout, new PageRequest(PageRequest.MOST, null)).items();
  }

  private static <T> T outsideTransactions(Supplier<T> request) {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new AssertionError("a request was made within a transaction");
    }
    return request.get();
  }
}
