package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.image.BootParams;
import io.fleetfoot.agent.image.KernelImage;
import io.fleetfoot.agent.image.SetupData;
import io.fleetfoot.agent.kexec.Launcher;
import io.fleetfoot.agent.kexec.LauncherRecord;
import io.fleetfoot.agent.kexec.PurgatoryCheck;
import io.fleetfoot.agent.kexec.SlotLayout;
import io.fleetfoot.agent.timing.TimingRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Makes the launcher of an execution, with what the next kernel must be told of this host. */
final class LauncherMaker {
  private static final System.Logger LOG = System.getLogger(LauncherMaker.class.getName());

  private final Host host;
  private final RandomGenerator random;

  LauncherMaker(Host host, RandomGenerator random) {
    this.host = host;
    this.random = random;
  }

  /**
   * Makes it, with what it shall compare before it jumps; it holds a seed, and whoever has loaded
   * it wipes it.
   */
  Launcher make(
      SlotLayout layout,
      long entry,
      KernelImage image,
      NextBoot next,
      Optional<PurgatoryCheck> check) {
    Handover handover = host.handover();
    handover
        .efiLost()
        .ifPresent(
            reason ->
                LOG.log(
                    System.Logger.Level.WARNING,
                    "exec {0}: no EFI runtime services and efivars until the firmware boots this"
                        + " host: {1}",
                    next.execId(),
                    reason));
    BootParams bootParams =
        handover
            .into(BootParams.of(image))
            .withKaslr(!CommandLineTemplate.has(next.commandLine(), "nokaslr"));
    byte[] ahead = TimingRecord.ahead(next.execId(), next.hertz()).format();
    var record =
        new LauncherRecord(
            new SetupData(TimingRecord.SETUP_DATA_TYPE, ahead),
            TimingRecord.LAUNCHER_ENTERED_OFFSET,
            TimingRecord.LAUNCHER_LEFT_OFFSET);
    SetupData seed = SetupData.seed(random);
    List<SetupData> nodes = new ArrayList<>(handover.nodes());
    nodes.add(seed);
    try {
      return Launcher.assemble(
          layout,
          entry,
          bootParams,
          next.commandLine(),
          record,
          nodes,
          handover.efiRuntime(),
          check);
    } finally {
      seed.wipe();
    }
  }
}
