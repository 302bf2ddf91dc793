package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.KernelImageManifest;
import io.fleetfoot.agent.kexec.SegmentDigest;
import io.fleetfoot.agent.kexec.SlotLayout;
import io.fleetfoot.agent.preflight.SlotFacts;
import java.nio.file.Path;
import java.util.List;

/**
 * What lies in the reserved region, as this process put it there. It is never written down: the
 * digests give the kernel's random text offset away.
 *
 * @param rebootId the reboot it was staged for
 * @param manifest the kernel image
 * @param kernelFile the fetched bzImage, whose setup header the launcher needs
 * @param facts what the host was like
 * @param layout what lies where
 * @param entry the physical address of the staged kernel's entry
 * @param digests what must still be there at execution
 */
record StagedSlot(
    String rebootId,
    KernelImageManifest manifest,
    Path kernelFile,
    SlotFacts facts,
    SlotLayout layout,
    long entry,
    List<SegmentDigest> digests) {

  StagedSlot {
    digests = List.copyOf(digests);
  }

  /** Returns whether it is what a reboot wants. */
  boolean serves(String wantedRebootId, KernelImageManifest wanted) {
    return rebootId.equals(wantedRebootId) && manifest.equals(wanted);
  }
}
