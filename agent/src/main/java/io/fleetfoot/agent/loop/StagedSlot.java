package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.KernelImageOffer;
import io.fleetfoot.agent.kexec.SegmentDigest;
import io.fleetfoot.agent.kexec.SlotLayout;
import io.fleetfoot.agent.manifest.VerifiedManifest;
import io.fleetfoot.agent.preflight.SlotFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What lies in the reserved region, as this process put it there. It is never written down: the
 * digests give the kernel's random text offset away.
 *
 * @param rebootId the reboot it was staged for
 * @param offer the kernel image as the service offered it
 * @param manifest what was staged: the kernel image as it was signed
 * @param kernelFile the fetched kernel, whose setup header the launcher needs
 * @param facts what the host was like
 * @param layout what lies where
 * @param entry the physical address of the staged kernel's entry
 * @param digests what must still be there at execution
 */
record StagedSlot(
    String rebootId,
    KernelImageOffer offer,
    VerifiedManifest manifest,
    Path kernelFile,
    SlotFacts facts,
    SlotLayout layout,
    long entry,
    List<SegmentDigest> digests) {

  StagedSlot {
    digests = List.copyOf(digests);
  }

  /** Returns whether it is what a reboot wants. */
  boolean serves(String wantedRebootId, Optional<KernelImageOffer> wanted) {
    return rebootId.equals(wantedRebootId) && Optional.of(offer).equals(wanted);
  }
}
