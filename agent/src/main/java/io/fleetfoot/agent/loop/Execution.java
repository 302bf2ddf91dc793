package io.fleetfoot.agent.loop;

import java.time.Instant;

/**
 * What the journal knows of a reboot on its way.
 *
 * @param rebootId the reboot
 * @param execId its one-shot execution
 * @param method how the next kernel was loaded
 * @param bootId the boot that was left
 * @param at when, by the wall clock
 * @param hertz frequency of the time stamp counter, 0 if unknown
 * @param slotEqual the counter when the slot was verified, 0 before that
 * @param leaving the counter just before the journal's last write, which precedes reboot(2)
 */
record Execution(
    String rebootId,
    String execId,
    String method,
    String bootId,
    Instant at,
    long hertz,
    long slotEqual,
    long leaving) {

  Execution verifiedAt(long counter) {
    return new Execution(rebootId, execId, method, bootId, at, hertz, counter, leaving);
  }

  Execution leavingAt(long counter) {
    return new Execution(rebootId, execId, method, bootId, at, hertz, slotEqual, counter);
  }
}
