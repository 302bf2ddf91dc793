package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.manifest.VerifiedManifest;
import java.util.Optional;

/** What this process has made ready for a reboot; nothing of it is loaded in the kernel. */
sealed interface Preparation permits StagedSlot, CheckedFiles, FirmwareReboot {

  /** Returns what it was made ready for. */
  Order order();

  /** Returns how the reboot will be done. */
  LoadMethod method();

  /** Returns the boot in which it was made ready. */
  String bootId();

  /** Returns the kernel image as it was signed, if there is one. */
  Optional<VerifiedManifest> manifest();
}
