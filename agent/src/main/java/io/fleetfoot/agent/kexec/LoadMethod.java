package io.fleetfoot.agent.kexec;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How the next kernel gets into memory, the fastest first. */
public enum LoadMethod {
  /** Into a "Quick kexec" region of a kernel that carries the vendor patch. */
  QUICK,
  /** Into the crash kernel region of a stock kernel, launched from there. */
  RESERVED,
  /** By kexec_file_load(2), for hosts under Secure Boot or lockdown. */
  FILE,
  /** By kexec_load(2) to scattered pages that the kernel copies while it is down. */
  NORMAL,
  /** By the firmware: an ordinary reboot. */
  FIRMWARE;

  /** Returns the method called {@code wireName} in the agent protocol. */
  public static Optional<LoadMethod> ofWireName(String wireName) {
    return Arrays.stream(values()).filter(m -> m.wireName().equals(wireName)).findFirst();
  }

  /** Returns the name in the agent protocol. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
