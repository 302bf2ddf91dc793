package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.PurgatoryCheck;
import io.fleetfoot.agent.kexec.SegmentDigest;
import io.fleetfoot.agent.kexec.SlotLayout;
import io.fleetfoot.agent.manifest.VerifiedManifest;
import io.fleetfoot.agent.preflight.SlotFacts;
import java.util.List;
import java.util.Optional;

/**
 * What lies in a reserved region, as this process put it there. It is never written down: the
 * digests give the kernel's random text offset away.
 *
 * @param order what it was staged for
 * @param method by which it was staged
 * @param verified what was staged: the kernel image as it was signed
 * @param files the fetched kernel, whose setup header the launcher needs
 * @param facts what the host was like
 * @param layout what lies where
 * @param entry the physical address of the staged kernel's entry
 * @param digests what must still be there at execution
 * @param purgatoryCheck what the launcher shall compare, if it shall
 */
record StagedSlot(
    Order order,
    LoadMethod method,
    VerifiedManifest verified,
    KernelFiles files,
    SlotFacts facts,
    SlotLayout layout,
    long entry,
    List<SegmentDigest> digests,
    Optional<PurgatoryCheck> purgatoryCheck)
    implements Preparation {

  StagedSlot {
    digests = List.copyOf(digests);
  }

  @Override
  public String bootId() {
    return facts.bootId();
  }

  @Override
  public Optional<VerifiedManifest> manifest() {
    return Optional.of(verified);
  }
}
