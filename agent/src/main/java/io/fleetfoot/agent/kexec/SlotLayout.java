package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.memory.AddressRange;
import java.util.Optional;

/**
 * What lies where in the slot.
 *
 * @param kernel the memory the kernel runs in, with bss and brk
 * @param initrd the bytes of the initrd, absent for a kernel that needs none
 * @param launcherWindow the last MiB of the region, free until the launcher is loaded
 */
public record SlotLayout(
    AddressRange kernel, Optional<AddressRange> initrd, AddressRange launcherWindow) {

  /** Refuses parts that overlap. */
  public SlotLayout {
    if (kernel.overlaps(launcherWindow)
        || initrd.filter(kernel::overlaps).isPresent()
        || initrd.filter(launcherWindow::overlaps).isPresent()) {
      throw new IllegalArgumentException(
          "kernel %s, initrd %s and launcher window %s overlap"
              .formatted(
                  kernel, initrd.map(AddressRange::toString).orElse("none"), launcherWindow));
    }
  }
}
