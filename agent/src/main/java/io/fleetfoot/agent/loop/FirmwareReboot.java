package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.manifest.VerifiedManifest;
import io.fleetfoot.agent.reserve.BootOnce;
import java.util.Optional;

/**
 * A reboot by the firmware.
 *
 * @param order what was asked for
 * @param bootId the boot in which it was looked at
 * @param manifest of the kernel that is to run, if it is another than the boot loader's default
 * @param once what the boot loader is told about it
 */
record FirmwareReboot(
    Order order, String bootId, Optional<VerifiedManifest> manifest, Optional<BootOnce> once)
    implements Preparation {

  @Override
  public LoadMethod method() {
    return LoadMethod.FIRMWARE;
  }
}
