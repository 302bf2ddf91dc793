package io.fleetfoot.service.reboot;

import java.util.EnumSet;
import java.util.List;

/**
 * How a host may get into the next kernel.
 *
 * @param methods the methods that it may choose from, in their order; at least one
 * @param verification where the staged bytes are checked once more before they run
 */
public record LoadPolicy(List<LoadMethod> methods, Verification verification) {

  public LoadPolicy {
    if (methods.isEmpty()) {
      throw new IllegalArgumentException("methods is empty: a host needs at least one");
    }
    methods = List.copyOf(EnumSet.copyOf(methods));
  }

  /** Returns the policy of a rollout that names none: any kexec, checked by way of kcore. */
  public static LoadPolicy standard() {
    return new LoadPolicy(
        List.of(LoadMethod.QUICK, LoadMethod.RESERVED, LoadMethod.FILE, LoadMethod.NORMAL),
        Verification.KCORE);
  }

  /** Returns the only policy of a plain reboot: nothing is staged, so nothing is checked. */
  public static LoadPolicy plainReboot() {
    return new LoadPolicy(List.of(LoadMethod.FIRMWARE), Verification.NONE);
  }

  /** Says whether the host may use the method of that name. */
  public boolean allows(String method) {
    return LoadMethod.named(method).filter(methods::contains).isPresent();
  }

  /** Says whether a host may go through its firmware, which takes minutes. */
  public boolean allowsFirmware() {
    return methods.contains(LoadMethod.FIRMWARE);
  }

  /** Returns the methods' names on the wire, in their order. */
  public List<String> wireNames() {
    return methods.stream().map(LoadMethod::wireName).toList();
  }
}
