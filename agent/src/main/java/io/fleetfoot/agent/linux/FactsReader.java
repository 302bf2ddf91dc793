package io.fleetfoot.agent.linux;

import io.fleetfoot.agent.memory.IomemParser;
import io.fleetfoot.agent.memory.MemoryMap;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.KexecFacts;
import io.fleetfoot.agent.preflight.PlatformFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Reads the facts about a host from its /proc and /sys. */
final class FactsReader {
  private static final System.Logger LOG = System.getLogger(FactsReader.class.getName());
  // include/linux/proc_ns.h, PROC_PID_INIT_INO
  private static final String INIT_PID_NAMESPACE = "pid:[4026531836]";
  // Documentation/arch/x86/zero-page.rst, acpi_rsdp_addr
  private static final int ACPI_RSDP_ADDR = 0x70;

  private final HostFiles files;
  private final String machineIdFile;

  FactsReader(HostFiles files, String machineIdFile) {
    this.files = files;
    this.machineIdFile = machineIdFile;
  }

  HostFacts read() {
    return new HostFacts(identity(), memoryMap(), kexec(), platform());
  }

  private HostFacts.Identity identity() {
    String machineId =
        files
            .line(machineIdFile)
            .filter(line -> !line.isEmpty())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        machineIdFile + " is missing or empty; set machine-id.file"));
    return new HostFacts.Identity(
        files.required("/proc/sys/kernel/hostname").strip(),
        machineId,
        files.required("/proc/sys/kernel/random/boot_id").strip(),
        files.required("/proc/sys/kernel/osrelease").strip(),
        files.required("/proc/cmdline").strip(),
        files.line("/proc/sys/kernel/arch").orElseGet(FactsReader::javaArchitecture));
  }

  // before Linux 6.1 there is no /proc/sys/kernel/arch
  private static String javaArchitecture() {
    String name = System.getProperty("os.arch");
    return name.equals("amd64") ? "x86_64" : name;
  }

  /** Reads /proc/iomem, empty when it cannot be read. */
  MemoryMap memoryMap() {
    try {
      return files.text("/proc/iomem").map(IomemParser::parse).orElse(new MemoryMap(List.of()));
    } catch (IllegalArgumentException e) {
      LOG.log(System.Logger.Level.WARNING, e.getMessage());
      return new MemoryMap(List.of());
    }
  }

  private KexecFacts kexec() {
    return new KexecFacts(
        files.exists("/sys/kernel/kexec_loaded") && files.exists("/sys/kernel/kexec_crash_loaded"),
        files.line("/sys/kernel/kexec_crash_loaded").map("1"::equals).orElse(false),
        files.line("/proc/sys/kernel/kexec_load_disabled").map("1"::equals).orElse(false),
        limit("/proc/sys/kernel/kexec_load_limit_panic"),
        limit("/proc/sys/kernel/kexec_load_limit_reboot"),
        files.text("/sys/kernel/security/lockdown").map(HostTexts::lockdown).orElse("none"),
        HostTexts.missingCapabilities(files.required("/proc/self/status")),
        hostPidNamespace(),
        files.exists("/proc/kcore"));
  }

  private OptionalLong limit(String file) {
    return files.line(file).filter(line -> line.matches("[0-9]{1,10}")).stream()
        .mapToLong(Long::parseLong)
        .findFirst();
  }

  private boolean hostPidNamespace() {
    try {
      String link = Files.readSymbolicLink(files.path("/proc/self/ns/pid")).toString();
      return link.equals(INIT_PID_NAMESPACE);
    } catch (IOException | UnsupportedOperationException e) {
      // no namespaces in this kernel
      return !files.exists("/proc/self/ns");
    }
  }

  private PlatformFacts platform() {
    Set<String> flags = HostTexts.cpuFlags(files.required("/proc/cpuinfo"));
    return new PlatformFacts(
        memoryEncryption(flags),
        flags.contains("la57"),
        files.line("/sys/hypervisor/guest_type").map("PV"::equals).orElse(false),
        files.exists("/sys/firmware/efi"),
        acpiRootPointer(),
        files.exists("/sys/firmware/memmap/0"),
        flags.contains("sse4_2"));
  }

  private Set<String> memoryEncryption(Set<String> flags) {
    Set<String> active = new TreeSet<>();
    if (flags.contains("tdx_guest")) {
      active.add("TDX");
    }
    // in a guest the processor has the flag only where it is on; on a host it says what could be
    if (flags.contains("sev") && flags.contains("hypervisor")
        || files.exists("/sys/class/misc/sev-guest")) {
      active.add("SEV");
    }
    boolean wanted =
        (" " + files.required("/proc/cmdline").strip() + " ").contains(" mem_encrypt=on ");
    if (flags.contains("sme") && wanted) {
      active.add("SME");
    }
    return active;
  }

  /** Returns the ACPI root pointer: the EFI table's, else what this kernel was told. */
  OptionalLong acpiRootPointer() {
    OptionalLong ofEfi =
        files
            .text("/sys/firmware/efi/systab")
            .map(HostTexts::acpiRootPointer)
            .orElse(OptionalLong.empty());
    return ofEfi.isPresent() ? ofEfi : toldRootPointer();
  }

  private OptionalLong toldRootPointer() {
    return files.bytes("/sys/kernel/boot_params/data").stream()
        .filter(bytes -> bytes.length >= ACPI_RSDP_ADDR + Long.BYTES)
        .mapToLong(
            bytes -> ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(ACPI_RSDP_ADDR))
        .filter(address -> address != 0)
        .findFirst();
  }
}
