package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.bootmenu.KexecTools;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.Verification;
import io.fleetfoot.agent.manifest.VerifiedManifest;
import io.fleetfoot.agent.preflight.Check;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.Preflight;
import io.fleetfoot.agent.preflight.Refusal;
import io.fleetfoot.agent.reserve.BootFiles;
import io.fleetfoot.agent.reserve.BootOnce;
import io.fleetfoot.agent.reserve.ReserveRefusedException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reboots by the firmware; the boot loader is told which installed kernel it shall start once. */
final class FirmwareLoader implements Loader {
  private static final Logger LOG = System.getLogger(FirmwareLoader.class.getName());

  private final BootFiles bootFiles;
  private final Path record;

  /**
   * Takes the boot loader's files, and the directory in which is written down what has to be taken
   * back, for an agent that dies before it does.
   */
  FirmwareLoader(BootFiles bootFiles, Path stateDirectory) {
    this.bootFiles = bootFiles;
    this.record = stateDirectory.resolve("boot-once");
  }

  @Override
  public LoadMethod method() {
    return LoadMethod.FIRMWARE;
  }

  @Override
  public List<Refusal> refusals(HostFacts facts, Verification verification) {
    return Preflight.method(LoadMethod.FIRMWARE, verification, "", facts);
  }

  /** Gets a plain reboot ready, or one into an installed kernel of the manifest's release. */
  FirmwareReboot prepare(Order order, HostFacts facts, Optional<VerifiedManifest> manifest)
      throws RefusedException {
    requireThatRebootsReachTheFirmware();
    if (manifest.isEmpty()) {
      return new FirmwareReboot(order, facts.bootId(), manifest, Optional.empty());
    }
    BootOnce once = once(manifest.get().manifest().release());
    return new FirmwareReboot(order, facts.bootId(), manifest, Optional.of(once));
  }

  @Override
  public FirmwareReboot prepare(Fetched fetched) throws RefusedException {
    return prepare(fetched.order(), fetched.facts(), Optional.of(fetched.verified()));
  }

  private void requireThatRebootsReachTheFirmware() throws RefusedException {
    RefusedException.throwIfAny(
        Preflight.firmwareReboot(KexecTools.takingReboots(bootFiles.tree())).stream().toList());
  }

  private BootOnce once(String release) throws RefusedException {
    try {
      return BootOnce.of(bootFiles.tree(), release);
    } catch (ReserveRefusedException e) {
      throw new RefusedException(Check.BOOT_ENTRY.refuse(e.found(), e.wanted(), e.remedy()));
    }
  }

  @Override
  public void check(Preparation preparation, NextBoot next) throws RefusedException {
    FirmwareReboot reboot = (FirmwareReboot) preparation;
    RefusedException.throwIfAny(refusals(next.facts(), reboot.order().policy().verification()));
    // the package manager may have changed something since
    prepare(reboot.order(), next.facts(), reboot.manifest());
  }

  @Override
  public void load(Preparation preparation, NextBoot next) {
    // there is nothing to load, and the boot loader is told last
  }

  @Override
  public void agreed(Preparation preparation, NextBoot next) throws IOException {
    FirmwareReboot reboot = (FirmwareReboot) preparation;
    if (reboot.once().isPresent()) {
      BootOnce once = reboot.once().get();
      DurableFile.write(record, String.join("\n", once.undo()));
      bootFiles.apply(once.set());
      LOG.log(Level.INFO, "exec {0}: the next boot is of {1}", next.execId(), once.entry());
    }
  }

  @Override
  public void callOff() throws IOException {
    if (Files.exists(record)) {
      List<String> undo = List.of(Files.readString(record).split("\n", -1));
      bootFiles.apply(BootOnce.undoing(undo));
      Files.delete(record);
    }
  }
}
