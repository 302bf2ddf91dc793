package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.memory.AddressRange;
import java.util.OptionalLong;

/**
 * Says that staged bytes are not what they were.
 *
 * @param staged the bytes that were compared
 * @param firstPage the physical address of the first 4 KiB page that differs, where the source was
 *     at hand to compare with
 */
public record SlotMismatch(AddressRange staged, OptionalLong firstPage) {

  /** Returns the whole sentence. */
  @Override
  public String toString() {
    return "staged bytes at %s are not what was staged".formatted(staged)
        + (firstPage.isPresent()
            ? ", first at page 0x" + Long.toHexString(firstPage.getAsLong())
            : "");
  }
}
