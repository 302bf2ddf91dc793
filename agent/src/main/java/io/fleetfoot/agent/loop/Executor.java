package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.Assignment;
import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.image.BootParams;
import io.fleetfoot.agent.image.KernelImage;
import io.fleetfoot.agent.image.SetupData;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.Launcher;
import io.fleetfoot.agent.kexec.LauncherRecord;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.PhysicalMemory;
import io.fleetfoot.agent.kexec.SlotMismatch;
import io.fleetfoot.agent.kexec.SlotVerifier;
import io.fleetfoot.agent.preflight.Check;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.Preflight;
import io.fleetfoot.agent.preflight.Refusal;
import io.fleetfoot.agent.timing.TimingRecord;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Verifies the slot, loads the launcher and enters the next kernel; or undoes what it did. */
final class Executor {
  private static final System.Logger LOG = System.getLogger(Executor.class.getName());

  private final Host host;
  private final KexecSystem system;
  private final Departure departure;
  private final Gatekeeper gatekeeper;
  private final Journal journal;
  private final CounterFrequency frequency;
  private final InstantSource clock;
  private final RandomGenerator random;

  /** Tells the service that the host goes down, and returns only when it has said yes. */
  interface Announcement {
    void executing(Report.Executing report)
        throws ServiceException, IOException, InterruptedException;
  }

  Executor(
      Host host,
      KexecSystem system,
      Departure departure,
      Gatekeeper gatekeeper,
      Journal journal,
      CounterFrequency frequency,
      InstantSource clock,
      RandomGenerator random) {
    this.host = host;
    this.system = system;
    this.departure = departure;
    this.gatekeeper = gatekeeper;
    this.journal = journal;
    this.frequency = frequency;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Does not return unless something went wrong, and then nothing is loaded.
   *
   * @throws RefusedException if a check says no, or the slot is not what was staged
   * @throws ServiceException if the service did not agree
   * @throws io.fleetfoot.agent.kexec.KexecException if the kernel did not do it
   */
  void execute(
      StagedSlot slot, Assignment.Execute assignment, PhaseTimer timer, Announcement announcement)
      throws RefusedException, ServiceException, IOException, InterruptedException {
    HostFacts facts = host.facts();
    gatekeeper.admit(assignment, slot, facts);
    KernelImage image = KernelImage.parse(Stager.map(slot.kernelFile()));
    String commandLine =
        CommandLineTemplate.expand(
            slot.manifest().manifest().commandLine(),
            facts.identity().commandLine(),
            assignment.execId());
    RefusedException.throwIfAny(preflight(slot, facts, image, commandLine));
    verify(slot);
    long slotEqual = system.timestampCounter();
    timer.end("verify");
    long hertz = frequency.hertz(host.clocks());
    Launcher launcher = launcher(slot, assignment.execId(), hertz, image, commandLine);
    var execution =
        new Execution(
            assignment.rebootId(),
            assignment.execId(),
            LoadMethod.RESERVED.wireName(),
            facts.bootId(),
            clock.instant(),
            hertz,
            slotEqual,
            0);
    gatekeeper.spend(assignment.execToken());
    go(execution, launcher, timer, announcement);
  }

  private static List<Refusal> preflight(
      StagedSlot slot, HostFacts facts, KernelImage image, String commandLine) {
    List<Refusal> refusals = new ArrayList<>(Preflight.host(facts));
    refusals.addAll(
        Preflight.kernel(facts, Stager.needs(slot.manifest().manifest(), image, commandLine)));
    refusals.addAll(Preflight.unchanged(facts, slot.facts()));
    return refusals;
  }

  private void verify(StagedSlot slot) throws RefusedException {
    Optional<SlotMismatch> mismatch;
    try (PhysicalMemory memory = system.physicalMemory()) {
      mismatch = SlotVerifier.verify(slot.digests(), memory);
    }
    if (mismatch.isPresent()) {
      throw new RefusedException(
          Check.SLOT.refuse(
              mismatch.get().toString(),
              "the bytes that were staged and read back",
              "find out what wrote to the reserved region (kdump?), then stage again"));
    }
  }

  private Launcher launcher(
      StagedSlot slot, String execId, long hertz, KernelImage image, String commandLine) {
    Handover handover = host.handover();
    handover
        .efiLost()
        .ifPresent(
            reason ->
                LOG.log(
                    System.Logger.Level.WARNING,
                    "exec {0}: no EFI runtime services and efivars until the firmware boots this"
                        + " host: {1}",
                    execId,
                    reason));
    BootParams bootParams =
        handover
            .into(BootParams.of(image))
            .withKaslr(!CommandLineTemplate.has(commandLine, "nokaslr"));
    var record =
        new LauncherRecord(
            new SetupData(TimingRecord.SETUP_DATA_TYPE, TimingRecord.ahead(execId, hertz).format()),
            TimingRecord.LAUNCHER_ENTERED_OFFSET,
            TimingRecord.LAUNCHER_LEFT_OFFSET);
    SetupData seed = SetupData.seed(random);
    List<SetupData> nodes = new ArrayList<>(handover.nodes());
    nodes.add(seed);
    try {
      return Launcher.assemble(
          slot.layout(),
          slot.entry(),
          bootParams,
          commandLine,
          record,
          nodes,
          handover.efiRuntime(),
          Optional.empty());
    } finally {
      seed.wipe();
    }
  }

  private void go(
      Execution execution, Launcher launcher, PhaseTimer timer, Announcement announcement)
      throws ServiceException, IOException, InterruptedException {
    // written before the load: a launcher that a dead agent left behind is found by it
    journal.execution(Optional.of(execution));
    try {
      try {
        system.load(Target.NORMAL, launcher.entry(), launcher.segments());
      } finally {
        launcher.wipe();
      }
      announcement.executing(
          new Report.Executing(
              execution.rebootId(),
              execution.execId(),
              execution.bootId(),
              execution.method(),
              timer.phases()));
      LOG.log(
          System.Logger.Level.INFO,
          "reboot {0} exec {1}: executing, {2}",
          execution.rebootId(),
          execution.execId(),
          timer.phases());
      departure.leave(
          Departure.Way.KEXEC,
          () -> journal.execution(Optional.of(execution.leavingAt(system.timestampCounter()))));
    } catch (ServiceException
        | IOException
        | InterruptedException
        | RuntimeException
        | LinkageError e) {
      undo(e);
      throw e;
    }
  }

  private void undo(Throwable cause) throws IOException {
    try {
      system.unload(Target.NORMAL);
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
    journal.execution(Optional.empty());
  }
}
