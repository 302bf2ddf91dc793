package io.fleetfoot.agent.kexec;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a reboot may be done by.
 *
 * @param methods from which the agent takes the best that the host allows
 * @param verification of what is loaded
 */
public record LoadPolicy(Set<LoadMethod> methods, Verification verification) {

  /** Without a policy: every kexec, never the firmware, read back before it is entered. */
  public static final LoadPolicy DEFAULT =
      new LoadPolicy(EnumSet.complementOf(EnumSet.of(LoadMethod.FIRMWARE)), Verification.KCORE);

  /** Refuses a policy without a method; keeps the methods from the best on. */
  public LoadPolicy {
    if (methods.isEmpty()) {
      throw new IllegalArgumentException("a policy allows no method at all");
    }
    methods = Collections.unmodifiableSet(EnumSet.copyOf(methods));
  }

  /** Returns whether it may be done by {@code method}. */
  public boolean allows(LoadMethod method) {
    return methods.contains(method);
  }
}
