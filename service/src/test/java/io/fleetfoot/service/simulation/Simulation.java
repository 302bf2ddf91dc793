package io.fleetfoot.service.simulation;

import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A fleet, three schedulers and the clock: step by step all of them do at the same time what is
 * due. Now and then a scheduler's connections are cut in the middle of a step, it is forgotten with
 * all that it knew, and another takes its place a while later.
 */
final class Simulation implements AutoCloseable {

  private static final int REPLICAS = 3;
  private static final int AGENT_THREADS = 3;
  private static final int STEPS_BETWEEN_KILLS = 12;
  private static final Duration STEP = Duration.ofSeconds(10);

  private final TestDatabase database;
  private final Replica observer;
  private final SetClock clock;
  private final SimulatedFleet fleet;
  private final Random random;
  private final long seed;
  private final List<Replica> replicas = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private int made;
  private int kills;

  Simulation(TestDatabase database, int hosts, long seed) {
    this.database = database;
    this.observer = new Replica(database, RebootTimeouts.standard(), seed);
    this.clock = new SetClock(observer.jdbc, Instant.parse("2026-03-01T00:00:00Z"));
    this.fleet = SimulatedFleet.create(observer.jdbc, hosts, seed);
    this.random = new Random(seed);
    this.seed = seed;
    while (replicas.size() < REPLICAS) {
      addReplica();
    }
  }

  Replica anyReplica() {
    return observer;
  }

  SimulatedFleet fleet() {
    return fleet;
  }

  FleetHistory history() {
    return new FleetHistory(observer.jdbc);
  }

  int kills() {
    return kills;
  }

  /** Runs until the rollout has ended, or so much of the clock's time has passed. */
  void runUntilEnded(RolloutId rollout, Duration longest) throws InterruptedException {
    Instant end = clock.now().plus(longest);
    for (int step = 1; !hasEnded(rollout); step++) {
      if (clock.now().isAfter(end)) {
        throw new AssertionError("rollout %s goes on after %s".formatted(rollout, longest));
      }
      step(step % STEPS_BETWEEN_KILLS == 0);
      clock.pass(STEP);
    }
  }

  private boolean hasEnded(RolloutId rollout) {
    return observer.rolloutRepository.find(rollout).orElseThrow().state().isTerminal();
  }

  private void step(boolean withKill) throws InterruptedException {
    List<Replica> living = List.copyOf(replicas);
    List<Callable<Void>> work = new ArrayList<>();
    for (Replica replica : living) {
      work.add(() -> tick(replica));
    }
    int turn = random.nextInt(REPLICAS);
    for (int thread = 0; thread < AGENT_THREADS; thread++) {
      work.add(
          fleet.work(
              thread, AGENT_THREADS, i -> living.get((turn + i) % living.size()), clock.now()));
    }
    int victim = random.nextInt(living.size());
    if (withKill) {
      work.add(() -> cut(victim));
    }
    for (Future<Void> done : threads.invokeAll(work)) {
      try {
        done.get();
      } catch (ExecutionException e) {
        throw new AssertionError("a step of the simulation failed", e.getCause());
      }
    }
    if (withKill) {
      replicas.remove(victim);
      names.remove(victim);
      addReplica();
    }
  }

  private static Void tick(Replica replica) {
    replica.ticks.tick();
    try {
      replica.seenHosts.flush();
    } catch (DataAccessException e) {
      // the replica was killed meanwhile, and what it had seen is forgotten
    }
    return null;
  }

  /** Ends the connections of one replica, whatever it is doing, and lets it have no others. */
  private Void cut(int victim) {
    JdbcClient killer = observer.jdbc;
    String name = names.get(victim);
    killer
        .sql(
            """
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and application_name = :name
            """)
        .param("name", name)
        .query(Long.class)
        .single();
    replicas.get(victim).close();
    kills++;
    return null;
  }

  private void addReplica() {
    String name = "replica-" + ++made;
    names.add(name);
    replicas.add(new Replica(database.as(name), RebootTimeouts.standard(), seed + made));
  }

  @Override
  public void close() {
    threads.shutdownNow();
    replicas.forEach(Replica::close);
    observer.close();
  }
}
