package io.fleetfoot.service.timing;

/**
 * What reboots have in common that may be compared with each other.
 *
 * @param hardware what they ran on
 * @param method the load method
 * @param fromRelease the release that they left
 * @param toRelease the release that they booted
 */
public record TimingKey(
    HardwareClass hardware, String method, String fromRelease, String toRelease) {

  @Override
  public String toString() {
    return "class %s by %s from %s to %s"
        .formatted(hardware.name(), method, fromRelease, toRelease);
  }
}
