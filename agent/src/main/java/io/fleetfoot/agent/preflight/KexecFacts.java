package io.fleetfoot.agent.preflight;

import java.util.OptionalLong;
import java.util.Set;

/**
 * What the kernel says about kexec.
 *
 * @param supported whether /sys/kernel/kexec_loaded and kexec_crash_loaded are there
 * @param crashLoaded whether a crash image is loaded
 * @param loadDisabled sysctl kernel.kexec_load_disabled
 * @param loadLimitPanic sysctl kernel.kexec_load_limit_panic, absent when there is no limit
 * @param loadLimitReboot sysctl kernel.kexec_load_limit_reboot, absent when there is no limit
 * @param lockdown what stands in brackets in /sys/kernel/security/lockdown, {@code none} without
 * @param missingCapabilities what the agent needs and does not have, such as CAP_SYS_BOOT
 * @param hostPidNamespace whether reboot(2) from here reboots the host
 * @param readableMemory whether /proc/kcore is there
 */
public record KexecFacts(
    boolean supported,
    boolean crashLoaded,
    boolean loadDisabled,
    OptionalLong loadLimitPanic,
    OptionalLong loadLimitReboot,
    String lockdown,
    Set<String> missingCapabilities,
    boolean hostPidNamespace,
    boolean readableMemory) {

  /** Copies the set. */
  public KexecFacts {
    missingCapabilities = Set.copyOf(missingCapabilities);
  }
}
