package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.memory.AddressRange;

/**
 * What lies where in the slot.
 *
 * @param kernel the memory the kernel runs in, with bss and brk
 * @param initrd the pages of the initrd
 * @param launcherWindow the last MiB of the region, free until the launcher is loaded
 */
public record SlotLayout(AddressRange kernel, AddressRange initrd, AddressRange launcherWindow) {

  /** Refuses parts that overlap. */
  public SlotLayout {
    if (kernel.overlaps(initrd)
        || kernel.overlaps(launcherWindow)
        || initrd.overlaps(launcherWindow)) {
      throw new IllegalArgumentException(
          "kernel %s, initrd %s and launcher window %s overlap"
              .formatted(kernel, initrd, launcherWindow));
    }
  }
}
