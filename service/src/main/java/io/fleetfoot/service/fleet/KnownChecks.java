package io.fleetfoot.service.fleet;

import java.util.Set;

/**
 * The checks that agents are known to make. Agents of another version may have others: these are
 * kept and shown, but are one in whatever has a series for each check.
 */
public final class KnownChecks {

  /** What stands for every check that is not known. */
  public static final String OTHER = "other";

  private static final Set<String> IDS =
      Set.of(
          "acpi-root-pointer",
          "architecture",
          "boot-default",
          "boot-entry",
          "cloud-platform",
          "command-line",
          "configuration",
          "crash-image",
          "crashkernel-parameter",
          "crc32-instruction",
          "device-passthrough",
          "drivers",
          "exec-token",
          "firmware-memory-map",
          "firmware-reboot",
          "host-facts",
          "hypervisor",
          "ima-appraisal",
          "kdump",
          "kernel-image",
          "kernel-load",
          "kernel-release",
          "kernel-signature",
          "kexec-image",
          "kexec-load-disabled",
          "kexec-load-limit",
          "kexec-support",
          "load-address",
          "lockdown",
          "manifest",
          "manifest-signature",
          "manifest-validity",
          "memory",
          "memory-encryption",
          "paging-levels",
          "panic-timeout",
          "privileges",
          "quick-region",
          "readable-memory",
          "reserved-region",
          "root-device",
          "same-boot",
          "same-region",
          "second-region",
          "secure-boot",
          "slot",
          "source-files",
          "state-directory",
          "timestamp-counter",
          "trusted-keys",
          "verification",
          "watchdog");

  private KnownChecks() {}

  /** Returns the ids. */
  public static Set<String> ids() {
    return IDS;
  }

  /** Returns the check's id if it is known, else {@value #OTHER}. */
  public static String label(String check) {
    return IDS.contains(check) ? check : OTHER;
  }
}
