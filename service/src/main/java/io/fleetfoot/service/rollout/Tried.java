package io.fleetfoot.service.rollout;

import io.fleetfoot.service.reboot.Attempt;
import io.fleetfoot.service.reboot.Attempt.Purpose;

/**
 * What is observed of a member's attempts beyond its state.
 *
 * @param attempt which of its host's attempts it is
 * @param changed whether the host runs another kernel than before, so that it could go back
 * @param stays whether the host was found to have nothing to go back to
 * @param busy whether another rollout has the host by now
 */
public record Tried(Attempt attempt, boolean changed, boolean stays, boolean busy) {

  /** A member of which there is nothing to say: its first attempt, which may begin at once. */
  public static final Tried ONCE = new Tried(Attempt.first(), false, false, false);

  /** Says whether the attempt is one to go back. */
  public boolean isRollback() {
    return attempt.purpose() == Purpose.ROLLBACK;
  }
}
