package io.fleetfoot.service.store.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server processes that a killed service left running on a data directory.
 *
 * <p>A process is ours when it runs a program named postgres and has the data directory as its
 * working directory. Process ids and start times alone would not do: ids come round again, and
 * start times move with the clock.
 */
final class Orphans {

  private static final Logger log = LoggerFactory.getLogger(Orphans.class);
  private static final Duration IMMEDIATE_SHUTDOWN = Duration.ofSeconds(10);

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final Path data;

  Orphans(Path data) {
    this.data = data;
  }

  /**
   * Ends what runs on the data directory, by fast shutdown and at the deadline by immediate
   * shutdown, and removes a {@code postmaster.pid} that then belongs to nobody.
   *
   * @throws EmbeddedPostgresException when something still runs; it is not killed by force, because
   *     two servers on one data directory destroy it
   */
  void end(Duration deadline) {
    List<ProcessHandle> running = running();
    if (!running.isEmpty()) {
      log.warn("PostgreSQL still runs on {} as {}, ending it", data, pids(running));
      signal("INT", running);
      if (!allGoneWithin(deadline)) {
        signal("QUIT", running());
        refuseUnlessAllGoneWithin(IMMEDIATE_SHUTDOWN);
      }
    }
    removeStalePidFile();
  }

  /** The processes that run on the data directory, the postmaster and its children. */
  List<ProcessHandle> running() {
    List<ProcessHandle> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (isServerHere(process)) {
          ProcessHandle.of(Long.parseLong(process.getFileName().toString())).ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "cannot list processes in /proc: " + e, "mount /proc for the service", e);
    }
    return found;
  }

  private boolean isServerHere(Path process) {
    try {
      String program = Files.readSymbolicLink(process.resolve("exe")).getFileName().toString();
      return (program.equals("postgres") || program.equals("postgres (deleted)"))
          && Files.isSameFile(process.resolve("cwd"), data);
    } catch (IOException e) {
      // Gone meanwhile, a kernel thread, or of a user who could not open our data either.
      return false;
    }
  }

  /** Signals those whose parent is not among them: the postmaster tells its children. */
  private static void signal(String name, List<ProcessHandle> processes) {
    for (ProcessHandle process : processes) {
      Optional<ProcessHandle> parent = process.parent();
      if ((parent.isEmpty() || !processes.contains(parent.get())) && process.isAlive()) {
        Signal.send(name, process.pid());
      }
    }
  }

  /** Looks again and again: a dead process that nobody reaps never tells of its exit. */
  private boolean allGoneWithin(Duration deadline) {
    List<ProcessHandle> left = running();
    for (Duration waited = Duration.ZERO;
        !left.isEmpty() && waited.compareTo(deadline) < 0;
        waited = waited.plus(LOOK_EVERY)) {
      awaitExit(left, LOOK_EVERY);
      left = running();
    }
    return left.isEmpty();
  }

  private static void awaitExit(List<ProcessHandle> processes, Duration atMost) {
    CompletableFuture<?>[] exits =
        processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(exits).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      log.debug("PostgreSQL still runs as {}", pids(processes), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException(
          "interrupted while ending an earlier PostgreSQL", "start again", e);
    }
  }

  private void refuseUnlessAllGoneWithin(Duration deadline) {
    if (!allGoneWithin(deadline)) {
      throw new EmbeddedPostgresException(
          "PostgreSQL of an earlier service still runs on %s as %s and does not end"
              .formatted(data, pids(running())),
          "end these processes, then start the service again");
    }
  }

  /** Nobody runs here, so a process that has this id now is another program's. */
  private void removeStalePidFile() {
    try {
      Files.deleteIfExists(PostmasterFile.in(data));
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "cannot delete the stale %s: %s".formatted(PostmasterFile.in(data), e),
          "delete it by hand",
          e);
    }
  }

  private static List<Long> pids(List<ProcessHandle> processes) {
    return processes.stream().map(ProcessHandle::pid).sorted().toList();
  }
}
