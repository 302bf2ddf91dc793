package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.Assignment;
import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.Preflight;
import io.fleetfoot.agent.preflight.Refusal;
import io.fleetfoot.agent.timing.LastLines;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Verifies what was made ready, loads it and leaves the host; or undoes what it did. */
final class Executor {
  private static final Logger LOG = System.getLogger(Executor.class.getName());

  private final Host host;
  private final KexecSystem system;
  private final Loaders loaders;
  private final Departure departure;
  private final Gatekeeper gatekeeper;
  private final Journal journal;
  private final CounterFrequency frequency;
  private final InstantSource clock;

  /** Tells the service that the host goes down, and returns only when it has said yes. */
  interface Announcement {
    void executing(Report.Executing report)
        throws ServiceException, IOException, InterruptedException;
  }

  /** What waits for the service's yes. */
  private interface LastStep {
    void take() throws IOException;
  }

  Executor(
      Host host,
      KexecSystem system,
      Loaders loaders,
      Departure departure,
      Gatekeeper gatekeeper,
      Journal journal,
      CounterFrequency frequency,
      InstantSource clock) {
    this.host = host;
    this.system = system;
    this.loaders = loaders;
    this.departure = departure;
    this.gatekeeper = gatekeeper;
    this.journal = journal;
    this.frequency = frequency;
    this.clock = clock;
  }

  /**
   * Does not return unless something went wrong, and then nothing is loaded.
   *
   * @throws RefusedException if a check says no, or what is to be entered is not what was staged
   * @throws ServiceException if the service did not agree
   * @throws io.fleetfoot.agent.kexec.KexecException if the kernel did not do it
   */
  void execute(
      Preparation preparation,
      Assignment.Execute assignment,
      PhaseTimer timer,
      Announcement announcement)
      throws RefusedException, ServiceException, IOException, InterruptedException {
    HostFacts facts = host.facts();
    gatekeeper.admit(assignment, preparation, facts);
    long hertz = frequency.hertz(host.clocks());
    NextBoot next =
        new NextBoot(
            facts, assignment.execId(), commandLine(preparation, assignment, facts), hertz);
    Loader loader = loaders.of(preparation.method());
    loader.check(preparation, next);
    var execution =
        new Execution(
            assignment.rebootId(),
            assignment.execId(),
            preparation.method().wireName(),
            facts.bootId(),
            clock.instant(),
            hertz,
            0,
            0);
    // written before the load: what a dead agent left behind is found by it
    journal.execution(Optional.of(execution));
    try {
      loader.load(preparation, next);
      timer.end("verify");
      gatekeeper.spend(assignment.execToken());
      go(
          execution.verifiedAt(system.timestampCounter()),
          preparation.method(),
          () -> {
            requireStillStaged(preparation);
            loader.agreed(preparation, next);
          },
          timer,
          announcement);
    } catch (RefusedException
        | ServiceException
        | IOException
        | InterruptedException
        | RuntimeException
        | LinkageError e) {
      undo(e);
      throw e;
    }
  }

  /** Returns the next kernel's command line; an installed kernel has its boot loader's. */
  private static String commandLine(
      Preparation preparation, Assignment.Execute assignment, HostFacts facts) {
    return preparation
        .manifest()
        .map(
            verified ->
                CommandLineTemplate.expand(
                    verified.manifest().commandLine(),
                    facts.identity().commandLine(),
                    assignment.execId()))
        .orElse("");
  }

  private void go(
      Execution execution,
      LoadMethod method,
      LastStep lastStep,
      PhaseTimer timer,
      Announcement announcement)
      throws ServiceException, IOException, InterruptedException {
    announcement.executing(
        new Report.Executing(
            execution.rebootId(),
            execution.execId(),
            execution.bootId(),
            execution.method(),
            timer.phases()));
    LOG.log(
        Level.INFO,
        "reboot {0} exec {1}: executing by {2}, {3}",
        execution.rebootId(),
        execution.execId(),
        execution.method(),
        timer.phases());
    lastStep.take();
    departure.leave(
        method == LoadMethod.FIRMWARE ? Departure.Way.FIRMWARE : Departure.Way.KEXEC,
        () -> {
          Execution leaving = execution.leavingAt(system.timestampCounter());
          host.writeToKernelLog(LastLines.ofLeaving(execution.execId()));
          journal.execution(Optional.of(leaving));
        });
  }

  /** The service may have taken minutes to say yes, and others have the region, too. */
  private void requireStillStaged(Preparation preparation) throws IOException {
    if (preparation instanceof StagedSlot slot) {
      List<Refusal> since = Preflight.unchanged(host.facts(), slot.facts());
      if (!since.isEmpty()) {
        throw new IOException(
            "not entered: since it was verified, " + new RefusedException(since).getMessage());
      }
    }
  }

  private void undo(Throwable cause) {
    try {
      settle();
    } catch (IOException | RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Takes back what an execution has left that came to nothing, or an agent that died on its way;
   * until that is done, the journal has it.
   */
  void settle() throws IOException {
    String bootId = host.facts().bootId();
    Optional<Execution> left =
        journal.execution().filter(execution -> execution.bootId().equals(bootId));
    loaders.takeBack(left, bootId);
    if (left.isPresent()) {
      journal.execution(Optional.empty());
      LOG.log(
          Level.WARNING,
          "reboot {0} exec {1}: did not happen; nothing of it is loaded",
          left.get().rebootId(),
          left.get().execId());
    }
    journal.save();
  }
}
