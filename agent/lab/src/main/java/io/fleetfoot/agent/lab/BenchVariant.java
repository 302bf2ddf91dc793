package io.fleetfoot.agent.lab;

import java.util.Locale;

/** The ways into the next kernel that the bench compares. */
enum BenchVariant {
  /** A bzImage by kexec_load(2), checked by SHA-256 in the purgatory. */
  KEXEC_TOOLS_DEFAULT("kexec-tools-default"),
  /** The best that kexec-tools can do: a vmlinux, unchecked. */
  KEXEC_TOOLS_TUNED("kexec-tools-tuned"),
  /** A bzImage by kexec_file_load(2), checked by SHA-256 in the kernel's purgatory. */
  KEXEC_FILE("kexec-file"),
  /** Ours, without a region: loaded to scattered pages that are copied, unchecked. */
  NORMAL("hop normal none /host/vmlinuz /host/initrd"),
  /** Ours, in the crash kernel's region, checked through /proc/kcore before the exec. */
  RESERVED("hop reserved kcore /host/vmlinuz /host/initrd"),
  /** Ours, in the quick region, checked through /proc/kcore before the exec. */
  QUICK("hop quick kcore /host/vmlinuz /host/initrd"),
  /** Ours, in the crash kernel's region, checked by the launcher. */
  PURGATORY_CRC32C("hop reserved purgatory /host/vmlinuz /host/initrd");

  private final String step;

  BenchVariant(String step) {
    this.step = step;
  }

  /** Returns the step of the guest's plan. */
  String step() {
    return step;
  }

  /** Returns the name in the JSON and the table. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
