package io.fleetfoot.agent.preflight;

import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.Verification;
import io.fleetfoot.agent.memory.AddressRange;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The checks by the moment they are made; every check that says no is in the answer. */
public final class Preflight {
  private static final String REGION = "Crash kernel";
  private static final String ARCHITECTURE = "x86_64";
  private static final String REBOOT_CAPABILITY = "CAP_SYS_BOOT";
  private static final long FOUR_GIB = 1L << 32;
  private static final long PANIC_CALLS = 3; // unload, load, unload
  private static final long REBOOT_CALLS = 2; // load, unload if it is called off
  private static final long FILE_CALLS = 4; // both of them at staging, too
  private static final long QUICK_CALLS = 6; // unload, load, unload; unload, load, unload

  private Preflight() {}

  /** Checks what the reserved method wants of a host, whatever the kernel image. */
  public static List<Refusal> host(HostFacts facts) {
    return method(LoadMethod.RESERVED, Verification.KCORE, REGION, facts);
  }

  /**
   * Checks what a method wants of a host, whatever the kernel image: before anything is fetched.
   *
   * @param region what the memory that the method stages into is called in /proc/iomem, empty for a
   *     method that needs none
   */
  public static List<Refusal> method(
      LoadMethod method, Verification verification, String region, HostFacts facts) {
    KexecFacts kexec = facts.kexec();
    PlatformFacts platform = facts.platform();
    Optional<Refusal> fit = Optional.empty();
    if (method == LoadMethod.FIRMWARE) {
      return refusals(rebootPrivilege(kexec));
    }
    boolean ours = method != LoadMethod.FILE;
    boolean slot = method == LoadMethod.QUICK || method == LoadMethod.RESERVED;
    return refusals(
        architecture(facts.identity().architecture(), "the running kernel"),
        privileges(kexec),
        kexecSupport(kexec),
        kexecLoadDisabled(kexec),
        method == LoadMethod.RESERVED
            ? kexecLoadLimit("kernel.kexec_load_limit_panic", kexec.loadLimitPanic(), PANIC_CALLS)
            : fit,
        kexecLoadLimit(
            "kernel.kexec_load_limit_reboot", kexec.loadLimitReboot(), rebootCalls(method)),
        ours ? lockdown(kexec) : fit,
        memoryEncryption(platform),
        hypervisor(platform),
        slot && facts.memoryMap().named(region).isEmpty()
            ? Optional.of(noRegion(method, region))
            : fit,
        ours ? acpiRootPointer(platform) : fit,
        ours ? firmwareMemoryMap(platform) : fit,
        slot && verification == Verification.KCORE ? readableMemory(kexec) : fit,
        ours && verification == Verification.PURGATORY ? crc32Instruction(platform) : fit);
  }

  /**
   * Checks that a plain reboot goes to the firmware.
   *
   * @param taken the setting by which it does not, if there is one
   */
  public static Optional<Refusal> firmwareReboot(Optional<String> taken) {
    return taken.map(
        setting ->
            Check.FIRMWARE_REBOOT.refuse(
                setting + ": kexec-tools would enter a kernel of its own",
                "a reboot that goes to the firmware",
                "set LOAD_KEXEC=false there (dpkg-reconfigure kexec-tools), or allow another method"));
  }

  private static long rebootCalls(LoadMethod method) {
    return switch (method) {
      case QUICK -> QUICK_CALLS;
      case FILE -> FILE_CALLS;
      case RESERVED, NORMAL, FIRMWARE -> REBOOT_CALLS;
    };
  }

  /**
   * Checks whether this host can enter that kernel.
   *
   * @param place the memory it is to lie in, where that is given
   */
  public static List<Refusal> kernel(
      HostFacts facts, KernelNeeds needs, Optional<AddressRange> place) {
    return refusals(
        architecture(needs.architecture(), "the kernel image"),
        kernelRelease(needs),
        pagingLevels(facts.platform(), needs),
        place.flatMap(range -> loadAddress(range, needs)),
        commandLine(needs));
  }

  /** Checks that kernel, whatever host it is for. */
  public static List<Refusal> kernel(KernelNeeds needs) {
    return refusals(
        architecture(needs.architecture(), "the kernel image"),
        kernelRelease(needs),
        commandLine(needs));
  }

  /** Checks that the host is as it was at staging. */
  public static List<Refusal> unchanged(HostFacts facts, SlotFacts staged) {
    boolean crash = staged.region().name().equals(REGION);
    return refusals(
        sameBoot(facts, staged),
        sameRegion(facts, staged),
        crash ? crashImage(facts.kexec()) : Optional.empty());
  }

  private static Optional<Refusal> architecture(String found, String whose) {
    return Check.ARCHITECTURE.require(
        found.equals(ARCHITECTURE),
        whose + " is " + found,
        ARCHITECTURE,
        "use this agent on x86_64 hosts, with x86_64 kernel images");
  }

  private static Optional<Refusal> privileges(KexecFacts kexec) {
    if (!kexec.missingCapabilities().isEmpty()) {
      return Optional.of(
          Check.PRIVILEGES.refuse(
              "no " + String.join(", ", new TreeSet<>(kexec.missingCapabilities())),
              "CAP_SYS_BOOT, CAP_SYS_ADMIN and CAP_SYS_RAWIO",
              "run the agent as root with all capabilities"));
    }
    return hostPidNamespace(kexec);
  }

  private static Optional<Refusal> rebootPrivilege(KexecFacts kexec) {
    if (kexec.missingCapabilities().contains(REBOOT_CAPABILITY)) {
      return Optional.of(
          Check.PRIVILEGES.refuse(
              "no " + REBOOT_CAPABILITY, REBOOT_CAPABILITY, "run the agent as root"));
    }
    return hostPidNamespace(kexec);
  }

  private static Optional<Refusal> hostPidNamespace(KexecFacts kexec) {
    return Check.PRIVILEGES.require(
        kexec.hostPidNamespace(),
        "a PID namespace of its own",
        "the host's PID namespace, from which reboot(2) reboots the host",
        "run the agent on the host, or in a container with the host's PID namespace");
  }

  private static Optional<Refusal> kexecSupport(KexecFacts kexec) {
    return Check.KEXEC_SUPPORT.require(
        kexec.supported(),
        "no /sys/kernel/kexec_loaded or no kexec_crash_loaded",
        "a kernel with CONFIG_KEXEC and CONFIG_CRASH_DUMP",
        "boot a distribution kernel");
  }

  private static Optional<Refusal> kexecLoadDisabled(KexecFacts kexec) {
    return Check.KEXEC_LOAD_DISABLED.require(
        !kexec.loadDisabled(),
        "kernel.kexec_load_disabled = 1",
        "kernel.kexec_load_disabled = 0",
        "remove it from the sysctl configuration and reboot: it cannot be turned back");
  }

  private static Optional<Refusal> kexecLoadLimit(String sysctl, OptionalLong limit, long calls) {
    return Check.KEXEC_LOAD_LIMIT.require(
        limit.isEmpty() || limit.getAsLong() >= calls,
        sysctl + " = " + (limit.isPresent() ? limit.getAsLong() : -1),
        "at least " + calls + " calls left, or -1 for no limit",
        "remove it from the sysctl configuration and reboot: it can only be lowered");
  }

  private static Optional<Refusal> lockdown(KexecFacts kexec) {
    return Check.LOCKDOWN.require(
        kexec.lockdown().equals("none"),
        "lockdown [" + kexec.lockdown() + "]",
        "lockdown [none]",
        "turn Secure Boot off, or remove lockdown= from the command line");
  }

  private static Optional<Refusal> memoryEncryption(PlatformFacts platform) {
    return Check.MEMORY_ENCRYPTION.require(
        platform.memoryEncryption().isEmpty(),
        "memory is encrypted by " + String.join(", ", new TreeSet<>(platform.memoryEncryption())),
        "memory that is not encrypted",
        "reboot this host by its firmware");
  }

  private static Optional<Refusal> hypervisor(PlatformFacts platform) {
    return Check.HYPERVISOR.require(
        !platform.xenParavirtual(),
        "a paravirtual guest of Xen",
        "bare metal or hardware virtualisation",
        "reboot this host by its hypervisor");
  }

  /** Returns what is said where a method finds no region of its own. */
  public static Refusal noRegion(LoadMethod method, String region) {
    String found = "no \"" + region + "\" line in /proc/iomem";
    String wanted = "a region that holds kernel and initrd";
    return method == LoadMethod.QUICK
        ? Check.QUICK_REGION.refuse(
            found,
            wanted,
            "boot a kernel that has quick kexec, with quickkexec=256M, which fleetfoot-agent"
                + " reserve --quick puts on its command line")
        : Check.RESERVED_REGION.refuse(
            found,
            wanted,
            "fleetfoot-agent reserve puts crashkernel= on the kernel's command line; then reboot"
                + " once by the firmware");
  }

  private static Optional<Refusal> acpiRootPointer(PlatformFacts platform) {
    return Check.ACPI_ROOT_POINTER.require(
        !platform.efi() || platform.acpiRootPointer().isPresent(),
        "UEFI firmware, and no ACPI root pointer in /sys/firmware/efi/systab or boot_params",
        "the address of the ACPI root pointer, without which the next kernel has no ACPI",
        "boot without noefi, or reboot this host by its firmware");
  }

  private static Optional<Refusal> firmwareMemoryMap(PlatformFacts platform) {
    return Check.FIRMWARE_MEMORY_MAP.require(
        platform.firmwareMemoryMap(),
        "no /sys/firmware/memmap",
        "the firmware's memory map",
        "boot a kernel with CONFIG_FIRMWARE_MEMMAP");
  }

  private static Optional<Refusal> readableMemory(KexecFacts kexec) {
    return Check.READABLE_MEMORY.require(
        kexec.readableMemory(),
        "no /proc/kcore",
        "/proc/kcore, to read back what was staged",
        "boot a kernel with CONFIG_PROC_KCORE");
  }

  private static Optional<Refusal> crc32Instruction(PlatformFacts platform) {
    return Check.CRC32_INSTRUCTION.require(
        platform.crc32Instruction(),
        "no sse4_2 in the flags of /proc/cpuinfo",
        "a processor with SSE4.2, which computes CRC-32C",
        "let the rollout's policy verify by kcore, which every processor can");
  }

  private static Optional<Refusal> kernelRelease(KernelNeeds needs) {
    return Check.KERNEL_RELEASE.require(
        needs.release().equals(needs.wantedRelease()),
        "the image is " + needs.release(),
        needs.wantedRelease(),
        "register the kernel image under the release it has");
  }

  private static Optional<Refusal> pagingLevels(PlatformFacts platform, KernelNeeds needs) {
    boolean fourWanted = Arrays.asList(needs.commandLine().split(" ")).contains("no5lvl");
    return Check.PAGING_LEVELS.require(
        !platform.fiveLevelPaging() || (needs.fiveLevelPaging() && !fourWanted),
        fourWanted
            ? "the host runs with five-level page tables, the next kernel is to run with four"
            : "the host runs with five-level page tables, the kernel image does not say"
                + " XLF_5LEVEL",
        "the same number of levels",
        "boot the host with no5lvl, or use a bzImage with CONFIG_X86_5LEVEL and without no5lvl");
  }

  private static Optional<Refusal> loadAddress(AddressRange region, KernelNeeds needs) {
    return Check.LOAD_ADDRESS.require(
        needs.above4Gib() || Long.compareUnsigned(region.end(), FOUR_GIB) <= 0,
        "the region is %s, the kernel image does not say XLF_CAN_BE_LOADED_ABOVE_4G"
            .formatted(region),
        "a region below 4 GiB, or a kernel with CONFIG_RELOCATABLE",
        "boot with crashkernel=256M, without ,high, or use a relocatable kernel");
  }

  private static Optional<Refusal> commandLine(KernelNeeds needs) {
    long limit = Math.min(2047, needs.commandLineLimit());
    String commandLine = needs.commandLine();
    boolean ascii = commandLine.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    return Check.COMMAND_LINE.require(
        ascii && commandLine.length() <= limit,
        "%d characters%s".formatted(commandLine.length(), ascii ? "" : ", not all printable ASCII"),
        "at most %d printable ASCII characters".formatted(limit),
        "shorten the kernel image's command line");
  }

  private static Optional<Refusal> sameBoot(HostFacts facts, SlotFacts staged) {
    return Check.SAME_BOOT.require(
        facts.bootId().equals(staged.bootId()),
        "boot " + facts.bootId(),
        "boot " + staged.bootId() + ", in which the slot was staged",
        "stage again");
  }

  private static Optional<Refusal> sameRegion(HostFacts facts, SlotFacts staged) {
    AddressRange region = staged.region().range();
    List<AddressRange> regions = facts.memoryMap().named(staged.region().name());
    return Check.SAME_REGION.require(
        regions.contains(region),
        regions.isEmpty() ? "no region" : "regions at " + regions,
        "the region at " + region,
        "do not write to /sys/kernel/kexec_crash_size; stage again");
  }

  private static Optional<Refusal> crashImage(KexecFacts kexec) {
    return Check.CRASH_IMAGE.require(
        !kexec.crashLoaded(),
        "a crash image was loaded after staging",
        "none, as the agent left it",
        "stop kdump before the rollout, and stage again");
  }

  @SafeVarargs
  private static List<Refusal> refusals(Optional<Refusal>... checks) {
    return Stream.of(checks).flatMap(Optional::stream).toList();
  }
}
