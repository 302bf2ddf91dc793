package io.fleetfoot.service.timing;

import org.jspecify.annotations.Nullable;

/**
 * What reboots have to have in common; what is absent does not matter.
 *
 * @param hardware what they ran on
 * @param method the load method
 * @param fromRelease the release that they left
 * @param toRelease the release that they booted
 */
public record Likeness(
    @Nullable HardwareClass hardware,
    @Nullable String method,
    @Nullable String fromRelease,
    @Nullable String toRelease) {

  /** Returns the likeness of reboots that have all of the key in common. */
  public static Likeness of(TimingKey key) {
    return new Likeness(key.hardware(), key.method(), key.fromRelease(), key.toRelease());
  }

  /** Returns the likeness of reboots of any kind. */
  public static Likeness any() {
    return new Likeness(null, null, null, null);
  }

  /** Returns the same likeness, whatever the kernels were. */
  public Likeness ofAnyKernels() {
    return new Likeness(hardware, method, null, null);
  }

  /** Returns the same likeness, whatever the hardware was. */
  public Likeness onAnyHardware() {
    return new Likeness(null, method, fromRelease, toRelease);
  }
}
