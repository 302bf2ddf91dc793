package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.kexec.SlotMismatch;

/** What was read back is not what was staged. */
final class SlotDamagedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SlotDamagedException(SlotMismatch mismatch) {
    super(mismatch + " right after it was staged");
  }
}
