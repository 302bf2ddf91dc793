package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.image.KernelFootprint;
import java.nio.ByteBuffer;

/** Lays out the slot: kernel, initrd and launcher window in a reserved region. */
public final class KexecPlanner {

  private KexecPlanner() {}

  /**
   * Returns where kernel and initrd go in {@code region}, or why they do not fit.
   *
   * @param systemRam how many bytes of RAM the kernel manages; it takes no image of more than half
   * @param footprint what the kernel needs
   * @param kernel the flat kernel, off-heap
   * @param initrd the initrd, off-heap
   */
  public static PlanDecision plan(
      ReservedRegion region,
      long systemRam,
      KernelFootprint footprint,
      ByteBuffer kernel,
      ByteBuffer initrd) {
    throw new UnsupportedOperationException();
  }
}
