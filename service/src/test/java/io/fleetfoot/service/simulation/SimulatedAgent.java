package io.fleetfoot.service.simulation;

import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.OutOfPlaceException;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.scheduler.Assignment;
import io.fleetfoot.service.scheduler.Report;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.timing.PhaseTimings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * An agent without a host that takes its time. What a replica did not take, it says again later, as
 * a real one does that got no answer.
 */
final class SimulatedAgent {

  /** What becomes of the host when it is to execute. */
  enum Fate {
    BOOTS,
    REFUSES,
    ROLLS_BACK,
    BOOTS_ANOTHER_KERNEL,
    DOES_NOT_REBOOT,
    FALLS_SILENT
  }

  private static final String OLD = "6.1.0";
  private static final Duration SILENCE = Duration.ofMinutes(45);

  private final HostId id;
  private final String name;
  private final Fate fate;
  private final Random random;
  private final Set<RebootId> staged = new HashSet<>();
  private final Set<String> executed = new HashSet<>();
  private String bootId;
  private String release = OLD;
  private String commandLine = "quiet";
  private Instant busyUntil = Instant.MIN;
  private @Nullable Report unsaid;

  SimulatedAgent(HostId id, String name, String bootId, Fate fate, long seed) {
    this.id = id;
    this.name = name;
    this.bootId = bootId;
    this.fate = fate;
    this.random = new Random(seed);
  }

  HostId id() {
    return id;
  }

  Fate fate() {
    return fate;
  }

  int executions() {
    return executed.size();
  }

  /** Does what is due at the time, through the replica. */
  void act(Replica service, Instant now) {
    if (now.isBefore(busyUntil)) {
      return;
    }
    try {
      service.seenHosts.add(id);
      if (unsaid != null) {
        say(service, unsaid);
      }
      Assignment assignment = service.assignments.current(id);
      if (assignment instanceof Assignment.Stage stage) {
        stage(service, stage, now);
      } else if (assignment instanceof Assignment.Execute execute) {
        execute(service, execute, now);
      }
    } catch (OutOfPlaceException e) {
      unsaid = null;
    } catch (DataAccessException | TransactionException e) {
      // the replica was killed meanwhile: the agent says it again
    }
  }

  private void stage(Replica service, Assignment.Stage stage, Instant now) {
    if (staged.add(stage.reboot())) {
      unsaid =
          new Report.Progress(
              stage.reboot(),
              fate == Fate.REFUSES
                  ? new RebootEvent.Refused("stage", "no region")
                  : new RebootEvent.Staged(bootId, "reserved"),
              PhaseTimings.none());
      busy(now, 20, 120);
    }
  }

  private void execute(Replica service, Assignment.Execute execute, Instant now) {
    String execId = execute.execId().toString();
    if (executed.contains(execId)) {
      return;
    }
    say(
        service,
        new Report.Progress(
            execute.reboot(),
            new RebootEvent.Executing(execute.execId(), bootId, "reserved"),
            PhaseTimings.none()));
    executed.add(execId);
    busy(now, 5, 90);
    if (fate != Fate.DOES_NOT_REBOOT) {
      bootId = new UUID(random.nextLong(), random.nextLong()).toString();
    }
    switch (fate) {
      case BOOTS -> {
        release = execute.kernelImage().release().value();
        commandLine = "quiet fleetfoot.exec=" + execId;
      }
      case BOOTS_ANOTHER_KERNEL -> release = "5.10.0";
      case FALLS_SILENT -> busyUntil = now.plus(SILENCE);
      case REFUSES, ROLLS_BACK, DOES_NOT_REBOOT -> {}
    }
    unsaid = new Report.Started(facts(), PhaseTimings.none());
  }

  /** What is said is said once a replica has saved it. */
  private void say(Replica service, Report report) {
    service.reports.accept(id, report);
    unsaid = null;
  }

  private void busy(Instant now, int fromSeconds, int toSeconds) {
    busyUntil = now.plusSeconds(fromSeconds + random.nextInt(toSeconds - fromSeconds));
  }

  private Facts facts() {
    return new Facts(
        name, id.toString(), bootId, release, commandLine, "x86_64", 1L << 30, List.of(), "0.1.0");
  }
}
