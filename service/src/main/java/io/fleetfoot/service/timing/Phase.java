package io.fleetfoot.service.timing;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The parts into which an agent divides a reboot, in the order in which they happen. */
public enum Phase {
  FETCH("assignment seen to files complete and their digests right"),
  STAGE("files complete to slot read back and equal"),
  VERIFY("execute seen to slot hashed again and equal"),
  QUIESCE("slot equal to reboot(2) called"),
  SHUTDOWN("reboot(2) called to the launcher's first instruction"),
  BLACKOUT("the launcher's first instruction to start_kernel"),
  BOOT("start_kernel to the agent's main");

  private final String sentence;

  Phase(String sentence) {
    this.sentence = sentence;
  }

  /** Returns the phase's name on the wire and in labels. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns from where to where the phase goes. */
  public String sentence() {
    return sentence;
  }

  /** Returns the phase of that name on the wire, or nothing if a newer agent has more of them. */
  public static Optional<Phase> named(String wireName) {
    return Arrays.stream(values()).filter(phase -> phase.wireName().equals(wireName)).findFirst();
  }
}
