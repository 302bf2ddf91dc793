package io.fleetfoot.agent.preflight;

import java.util.Optional;

/** What is looked at before anything is touched; the ids are on the wire and in metrics. */
public enum Check {
  /** Both kernels are of an architecture this agent knows. */
  ARCHITECTURE("architecture", "Both kernels are of an architecture this agent knows."),
  /** The agent may do what it will have to. */
  PRIVILEGES("privileges", "The agent may do what it will have to."),
  /** The kernel can kexec at all. */
  KEXEC_SUPPORT("kexec-support", "The kernel can kexec at all."),
  /** Nobody has turned kexec off. */
  KEXEC_LOAD_DISABLED("kexec-load-disabled", "Nobody has turned kexec off."),
  /** Enough loads are left under the kernel's limits. */
  KEXEC_LOAD_LIMIT("kexec-load-limit", "Enough loads are left under the kernel's limits."),
  /** No lockdown: it forbids kexec_load(2). */
  LOCKDOWN("lockdown", "No lockdown: it forbids kexec_load(2)."),
  /** No encrypted memory: the next kernel would have to be set up for it. */
  MEMORY_ENCRYPTION(
      "memory-encryption", "No encrypted memory: the next kernel would have to be set up for it."),
  /** No paravirtual Xen, which has no kexec of its own. */
  HYPERVISOR("hypervisor", "No paravirtual Xen, which has no kexec of its own."),
  /** There is a reserved region and the slot fits. */
  RESERVED_REGION("reserved-region", "There is a reserved region and the slot fits."),
  /** There is a region for quick kexec and the slot fits. */
  QUICK_REGION("quick-region", "There is a region for quick kexec and the slot fits."),
  /** There is memory to load a kernel into without a region. */
  MEMORY("memory", "There is memory to load a kernel into without a region."),
  /** The running kernel takes the load. */
  KERNEL_LOAD("kernel-load", "The running kernel takes the load."),
  /** The running kernel accepts the signature of the kernel file. */
  KERNEL_SIGNATURE(
      "kernel-signature", "The running kernel accepts the signature of the kernel file."),
  /** The fetched files are what they were. */
  SOURCE_FILES("source-files", "The fetched files are what they were."),
  /** The boot loader has an entry of the kernel. */
  BOOT_ENTRY("boot-entry", "The boot loader has an entry of the kernel."),
  /** A plain reboot goes to the firmware. */
  FIRMWARE_REBOOT("firmware-reboot", "A plain reboot goes to the firmware."),
  /** This host lets a kernel be entered that is verified as the policy says. */
  VERIFICATION(
      "verification", "This host lets a kernel be entered that is verified as the policy says."),
  /** The next kernel will find ACPI. */
  ACPI_ROOT_POINTER("acpi-root-pointer", "The next kernel will find ACPI."),
  /** The next kernel can be told where memory is. */
  FIRMWARE_MEMORY_MAP("firmware-memory-map", "The next kernel can be told where memory is."),
  /** The processor can check what was staged while the host is dark. */
  CRC32_INSTRUCTION(
      "crc32-instruction", "The processor can check what was staged while the host is dark."),
  /** What was staged can be read back. */
  READABLE_MEMORY("readable-memory", "What was staged can be read back."),
  /** The kernel image comes with a manifest that can be read. */
  MANIFEST("manifest", "The kernel image comes with a manifest that can be read."),
  /** A key that this host trusts signed the manifest. */
  MANIFEST_SIGNATURE("manifest-signature", "A key that this host trusts signed the manifest."),
  /** The manifest is valid at this time. */
  MANIFEST_VALIDITY("manifest-validity", "The manifest is valid at this time."),
  /** The execution is allowed once, on this host, in this boot, of this manifest. */
  EXEC_TOKEN(
      "exec-token", "The execution is allowed once, on this host, in this boot, of this manifest."),
  /** The kernel image came as its manifest describes it. */
  KERNEL_IMAGE("kernel-image", "The kernel image came as its manifest describes it."),
  /** The image is the release its manifest says. */
  KERNEL_RELEASE("kernel-release", "The image is the release its manifest says."),
  /** The next kernel can be entered with the page tables of this one. */
  PAGING_LEVELS(
      "paging-levels", "The next kernel can be entered with the page tables of this one."),
  /** The next kernel can lie where the region is. */
  LOAD_ADDRESS("load-address", "The next kernel can lie where the region is."),
  /** The next kernel takes the whole command line. */
  COMMAND_LINE("command-line", "The next kernel takes the whole command line."),
  /** The host has not rebooted since staging. */
  SAME_BOOT("same-boot", "The host has not rebooted since staging."),
  /** The region is where it was at staging. */
  SAME_REGION("same-region", "The region is where it was at staging."),
  /** Nobody has loaded a crash image over the slot. */
  CRASH_IMAGE("crash-image", "Nobody has loaded a crash image over the slot."),
  /** The staged bytes are what they were. */
  SLOT("slot", "The staged bytes are what they were."),
  /** The host can be looked at. */
  HOST_FACTS("host-facts", "The host can be looked at."),
  /** The agent's properties file can be used. */
  CONFIGURATION("configuration", "The agent's properties file can be used."),
  /** The host trusts at least one key. */
  TRUSTED_KEYS("trusted-keys", "The host trusts at least one key."),
  /** There is a place for journal and cache, and room in it. */
  STATE_DIRECTORY("state-directory", "There is a place for journal and cache, and room in it."),
  /** The firmware does not demand signed kernels. */
  SECURE_BOOT("secure-boot", "The firmware does not demand signed kernels."),
  /** IMA does not demand signed kernels. */
  IMA_APPRAISAL("ima-appraisal", "IMA does not demand signed kernels."),
  /** Nobody else has loaded a kernel to be entered. */
  KEXEC_IMAGE("kexec-image", "Nobody else has loaded a kernel to be entered."),
  /** Nobody else uses the region. */
  KDUMP("kdump", "Nobody else uses the region."),
  /** The next kernel is told to reserve a region as well. */
  CRASHKERNEL_PARAMETER(
      "crashkernel-parameter", "The next kernel is told to reserve a region as well."),
  /** The next kernel finds room for its own region beside this one. */
  SECOND_REGION("second-region", "The next kernel finds room for its own region beside this one."),
  /** A kernel that panics resets. */
  PANIC_TIMEOUT("panic-timeout", "A kernel that panics resets."),
  /** A kernel that hangs is reset. */
  WATCHDOG("watchdog", "A kernel that hangs is reset."),
  /** The next kernel will find its root file system. */
  ROOT_DEVICE("root-device", "The next kernel will find its root file system."),
  /** The firmware would start the running kernel. */
  BOOT_DEFAULT("boot-default", "The firmware would start the running kernel."),
  /** No driver is loaded that is known to survive kexec badly. */
  DRIVERS("drivers", "No driver is loaded that is known to survive kexec badly."),
  /** No device belongs to a guest. */
  DEVICE_PASSTHROUGH("device-passthrough", "No device belongs to a guest."),
  /** The platform is not one on which kexec was reported to fail. */
  CLOUD_PLATFORM("cloud-platform", "The platform is not one on which kexec was reported to fail."),
  /** The blackout can be measured. */
  TIMESTAMP_COUNTER("timestamp-counter", "The blackout can be measured.");

  private final String id;
  private final String about;

  Check(String id, String about) {
    this.id = id;
    this.about = about;
  }

  /** Returns the stable id. */
  public String id() {
    return id;
  }

  /** Returns what is true when all is well, in a sentence. */
  public String about() {
    return about;
  }

  /** Returns a refusal by this check. */
  public Refusal refuse(String found, String wanted, String remedy) {
    return new Refusal(id, found, wanted, remedy);
  }

  /** Returns nothing when all is well, else a refusal by this check. */
  Optional<Refusal> require(boolean well, String found, String wanted, String remedy) {
    return well ? Optional.empty() : Optional.of(refuse(found, wanted, remedy));
  }
}
