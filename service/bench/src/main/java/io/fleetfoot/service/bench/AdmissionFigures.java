package io.fleetfoot.service.bench;

import io.fleetfoot.service.ServiceApplication;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.scheduler.Reboots;
import io.fleetfoot.service.scheduler.Rollouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** How soon the service admits the next host once one has proven its boot. */
record AdmissionFigures(int measured, double p50Seconds, double p95Seconds) {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final double NANOS = 1e9;

  /** Pairs each saved boot proof with the next saved admission, first with first. */
  private static final class Stopwatch {

    private final Deque<Long> proven = new ArrayDeque<>();
    private final List<Long> waits = new ArrayList<>();

    synchronized void moved(Reboot reboot) {
      if (reboot.state() == RebootState.PROVING) {
        proven.add(System.nanoTime());
      } else if (reboot.state() == RebootState.VERIFYING && !proven.isEmpty()) {
        waits.add(System.nanoTime() - proven.remove());
      }
    }

    synchronized AdmissionFigures figures() {
      Collections.sort(waits);
      return new AdmissionFigures(waits.size(), seconds(50), seconds(95));
    }

    private double seconds(int percent) {
      return waits.get((waits.size() - 1) * percent / 100) / NANOS;
    }
  }

  /** Runs the whole service over its embedded PostgreSQL, and a rollout over so many hosts. */
  static AdmissionFigures measure(int hosts) throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("fleetfoot-bench");
    try (ConfigurableApplicationContext service =
        SpringApplication.run(
            ServiceApplication.class,
            "--fleetfoot.home=" + home,
            "--server.port=0",
            "--management.server.port=0",
            "--spring.main.banner-mode=off",
            "--logging.level.root=WARN")) {
      return measure(service, hosts);
    } finally {
      delete(home);
    }
  }

  private static AdmissionFigures measure(ConfigurableApplicationContext service, int hosts)
      throws InterruptedException {
    Stopwatch stopwatch = new Stopwatch();
    service.getBean(Reboots.class).listen(stopwatch::moved);
    BenchFleet fleet = new BenchFleet(service, hosts);
    Rollouts rollouts = service.getBean(Rollouts.class);
    RolloutId rollout = rollouts.create(fleet.spec()).rollout().id();
    AtomicBoolean running = new AtomicBoolean(true);
    ExecutorService agents = Executors.newSingleThreadExecutor();
    try {
      agents.execute(
          () -> {
            while (running.get()) {
              fleet.poll();
              LockSupport.parkNanos(POLL.toNanos());
            }
          });
      await(rollouts, rollout);
    } finally {
      running.set(false);
      agents.shutdown();
      agents.awaitTermination(1, TimeUnit.MINUTES);
    }
    return stopwatch.figures();
  }

  private static void await(Rollouts rollouts, RolloutId rollout) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!rollouts.get(rollout).rollout().state().isTerminal()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "rollout %s has not ended after %s".formatted(rollout, PATIENCE));
      }
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    }
  }

  private static void delete(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
