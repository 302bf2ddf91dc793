package io.fleetfoot.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fleetfoot.agent.image.EfiHandover;
import io.fleetfoot.agent.image.EfiRuntime;
import io.fleetfoot.agent.image.SetupData;
import io.fleetfoot.agent.loop.ClockReading;
import io.fleetfoot.agent.loop.Handover;
import io.fleetfoot.agent.loop.KernelTraces;
import io.fleetfoot.agent.loop.ScratchMemory;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.KexecFacts;
import io.fleetfoot.agent.preflight.PlatformFacts;
import io.fleetfoot.agent.preflight.Preflight;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads a host made of files; the clocks and memory are those of this machine. */
class LinuxHostTest {

  @TempDir private Path root;
  private LinuxHost host;

  @BeforeEach
  void makeHost() throws IOException {
    host = new LinuxHost(new HostFiles(root), "/etc/machine-id", TimestampCounter.open());
    write("/etc/machine-id", "0f1e2d3c4b5a69788796a5b4c3d2e1f0\n");
    write("/proc/sys/kernel/hostname", "host-1\n");
    write("/proc/sys/kernel/random/boot_id", "3b3c1f0e-5d2a-4c53-9d0e-6b1f6d0c7a11\n");
    write("/proc/sys/kernel/osrelease", "6.1.0-56-cloud-amd64\n");
    write("/proc/sys/kernel/arch", "x86_64\n");
    write("/proc/sys/kernel/kexec_load_disabled", "0\n");
    write("/proc/cmdline", "console=ttyS0 crashkernel=256M\n");
    write("/proc/cpuinfo", "flags\t: fpu la57\n");
    write("/proc/self/status", "CapEff:\t000001ffffffffff\n");
    Files.createDirectories(root.resolve("proc/self/ns"));
    Files.createSymbolicLink(root.resolve("proc/self/ns/pid"), Path.of("pid:[4026531836]"));
    write("/proc/kcore", "");
    write("/proc/iomem", "00100000-3fffffff : System RAM\n  2b000000-3affffff : Crash kernel\n");
    write("/sys/kernel/kexec_loaded", "0\n");
    write("/sys/kernel/kexec_crash_loaded", "0\n");
    write("/sys/kernel/boot_params/data", "\0".repeat(4096));
    memoryMapEntry(0, "0x0", "0x9fbff", "System RAM");
    memoryMapEntry(1, "0x100000", "0x3fffffff", "System RAM");
  }

  @Test
  void saysWhichFileMustBeThere() throws IOException {
    Files.delete(root.resolve("etc/machine-id"));
    assertThatIllegalStateException()
        .isThrownBy(host::facts)
        .withMessage("/etc/machine-id is missing or empty; set machine-id.file");
  }

  @Test
  void seesNoRegionWhereAddressesAreHidden() throws IOException {
    write("/proc/iomem", "00000000-00000000 : System RAM\n  00000000-00000000 : Crash kernel\n");
    assertThat(host.facts().memoryMap().regions()).isEmpty();
  }

  @Test
  void letsGoOfTheMemoryOfAFileAndOfNoneOfItsBytes() throws IOException {
    Path file = root.resolve("mapped");
    byte[] bytes = new byte[4 << 20];
    new Random(3).nextBytes(bytes);
    Files.write(file, bytes);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes.length);
      mapped.put(77, (byte) ++bytes[77]);
      assertThat(mapped.mismatch(ByteBuffer.wrap(bytes))).isEqualTo(-1);
      assertThat(residentKib(file)).isGreaterThanOrEqualTo(4096);
      host.letGo(mapped);
      assertThat(residentKib(file)).isZero();
      assertThat(mapped.mismatch(ByteBuffer.wrap(bytes))).isEqualTo(-1);
      assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }
  }

  private static long residentKib(Path file) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).endsWith(" " + file)) {
        return lines.subList(i, lines.size()).stream()
            .filter(line -> line.startsWith("Rss:"))
            .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElseThrow();
      }
    }
    throw new AssertionError(file + " is not mapped");
  }

  @Test
  void refusesMemoryMapItDoesNotUnderstand() throws IOException {
    memoryMapEntry(1, "0x100000", "0x3fffffff", "Unobtainium");
    assertThatIllegalArgumentException()
        .isThrownBy(host::handover)
        .withMessageContaining("Unobtainium");
  }

  @Test
  void readsFactsOfAFitHost() {
    HostFacts facts = host.facts();
    assertThat(facts.identity())
        .isEqualTo(
            new HostFacts.Identity(
                "host-1",
                "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
                "3b3c1f0e-5d2a-4c53-9d0e-6b1f6d0c7a11",
                "6.1.0-56-cloud-amd64",
                "console=ttyS0 crashkernel=256M",
                "x86_64"));
    assertThat(facts.platform().fiveLevelPaging()).isTrue();
    assertThat(Preflight.host(facts)).isEmpty();
  }

  @Test
  void readsWhatKexecSays() throws IOException {
    write("/sys/kernel/kexec_crash_loaded", "1\n");
    write("/proc/sys/kernel/kexec_load_disabled", "1\n");
    write("/proc/sys/kernel/kexec_load_limit_panic", "2\n");
    write("/proc/sys/kernel/kexec_load_limit_reboot", "-1\n");
    write("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
    Files.delete(root.resolve("proc/kcore"));
    KexecFacts kexec = host.facts().kexec();
    assertThat(kexec.crashLoaded()).isTrue();
    assertThat(kexec.loadDisabled()).isTrue();
    assertThat(kexec.loadLimitPanic()).hasValue(2);
    assertThat(kexec.loadLimitReboot()).isEmpty();
    assertThat(kexec.lockdown()).isEqualTo("integrity");
    assertThat(kexec.readableMemory()).isFalse();
  }

  @Test
  void seesThatItIsInAContainer() throws IOException {
    Files.delete(root.resolve("proc/self/ns/pid"));
    Files.createSymbolicLink(root.resolve("proc/self/ns/pid"), Path.of("pid:[4026532999]"));
    assertThat(host.facts().kexec().hostPidNamespace()).isFalse();
  }

  @Test
  void takesEncryptionForActiveOnlyWhereItIs() throws IOException {
    write("/proc/cpuinfo", "flags\t: sme sev\n");
    assertThat(host.facts().platform().memoryEncryption()).isEmpty();
    write("/proc/cmdline", "mem_encrypt=on");
    assertThat(host.facts().platform().memoryEncryption()).containsExactly("SME");
    write("/proc/cpuinfo", "flags\t: hypervisor sev tdx_guest\n");
    assertThat(host.facts().platform().memoryEncryption()).containsExactlyInAnyOrder("SEV", "TDX");
  }

  @Test
  void readsWhetherTheProcessorComputesCrc32c() throws IOException {
    assertThat(host.facts().platform().crc32Instruction()).isFalse();
    write("/proc/cpuinfo", "flags\t: fpu sse4_1 sse4_2\n");
    assertThat(host.facts().platform().crc32Instruction()).isTrue();
  }

  @Test
  void takesTheAcpiRootPointerFromEfiFirst() throws IOException {
    byte[] bootParams = new byte[4096];
    bootParams[0x71] = 0x10;
    Files.write(root.resolve("sys/kernel/boot_params/data"), bootParams);
    assertThat(host.handover().acpiRootPointer()).hasValue(0x1000);
    write("/sys/firmware/efi/systab", "ACPI20=0x7f77d014\n");
    PlatformFacts platform = host.facts().platform();
    assertThat(platform.efi()).isTrue();
    assertThat(platform.acpiRootPointer()).hasValue(0x7f77d014L);
  }

  @Test
  void readsWhatTheNextKernelMustBeTold() {
    Handover handover = host.handover();
    assertThat(handover.memoryMap().entries()).hasSize(2);
    assertThat(handover.bootParams()).hasSize(4096);
    assertThat(handover.acpiRootPointer()).isEmpty();
  }

  @Test
  void hasNoEfiToHandOnWhereTheFirmwareIsBios() {
    assertThat(host.handover().efi()).isEqualTo(new EfiHandover.Absent());
  }

  @Test
  void losesEfiWithoutARuntimeMap() throws IOException {
    efiHost();
    assertThat(host.handover().efi())
        .isInstanceOfSatisfying(
            EfiHandover.Lost.class,
            lost -> assertThat(lost.reason()).startsWith("no /sys/firmware/efi/runtime-map"));
  }

  @Test
  void readsWhereTheRuntimeServicesAre() throws IOException {
    efiHost();
    for (int i = 0; i < 11; i++) {
      String region = "/sys/firmware/efi/runtime-map/" + i;
      write(region + "/type", "0x5\n");
      write(region + "/phys_addr", "0x%x\n".formatted(0x7e000000 + i * 0x1000));
      write(region + "/virt_addr", "0xfffffffeffa00000\n");
      write(region + "/num_pages", "0x1\n");
      write(region + "/attribute", "0x800000000000000f\n");
    }
    assertThat(host.handover().efi())
        .isInstanceOfSatisfying(
            EfiHandover.Kept.class,
            kept -> {
              assertThat(kept.runtime().systemTable()).isEqualTo(0x7f5ec018);
              assertThat(kept.runtime().smbios()).isEqualTo(0x7f5bd000);
              assertThat(kept.runtime().map())
                  .extracting(EfiRuntime.Descriptor::physical)
                  .hasSize(11)
                  .isSorted();
            });
  }

  @Test
  void readsSetupDataInTheOrderOfTheList() throws IOException {
    assertThat(host.setupData()).isEmpty();
    for (int i = 0; i < 11; i++) {
      write("/sys/kernel/boot_params/setup_data/" + i + "/type", "0x464c4654\n");
      write("/sys/kernel/boot_params/setup_data/" + i + "/data", "payload " + i);
    }
    // the kernel wipes a seed, and its node shows nothing
    write("/sys/kernel/boot_params/setup_data/3/data", "");
    List<SetupData> nodes = host.setupData();
    assertThat(nodes).hasSize(10);
    assertThat(nodes).extracting(SetupData::type).containsOnly(0x464c4654);
    assertThat(nodes.get(9).payload()).asString().isEqualTo("payload 10");
  }

  @Test
  void readsClocksThatAdvance() {
    ClockReading first = host.clocks();
    ClockReading second = host.clocks();
    assertThat(second.counter()).isGreaterThan(first.counter());
    assertThat(second.monotonic()).isGreaterThan(first.monotonic());
  }

  @Test
  void doesNotTrustTheCounterOfAGuestWhoseHypervisorGivesAnotherClock() throws IOException {
    assertThat(host.clocks().counterLasts()).isTrue();
    write("/sys/devices/system/clocksource/clocksource0/current_clocksource", "kvm-clock\n");
    assertThat(host.clocks().counterLasts()).isFalse();
    write("/proc/cpuinfo", "flags\t: fpu constant_tsc nonstop_tsc\n");
    assertThat(host.clocks().counterLasts()).isTrue();
  }

  @Test
  void readsWhatTheKernelsLeftBehind() throws IOException {
    assertThat(host.traces()).isEqualTo(KernelTraces.NONE);
    write("/sys/kernel/kexec_stamps", "start_kernel 1\n");
    write("/sys/fs/pstore/console-ramoops-0", "[ 1.000000] kexec_core: Starting new kernel\n");
    write("/sys/fs/pstore/dmesg-ramoops-0", "Oops#1 Part1\n");
    assertThat(host.traces())
        .isEqualTo(
            new KernelTraces(
                Optional.of("start_kernel 1\n"),
                Optional.of("[ 1.000000] kexec_core: Starting new kernel\n")));
  }

  @Test
  void startsThoughATraceCannotBeRead() throws IOException {
    Files.createDirectories(root.resolve("sys/kernel/kexec_stamps"));
    assertThat(host.traces()).isEqualTo(KernelTraces.NONE);
  }

  @Test
  void writesToTheKernelLogWhereThereIsOne() throws IOException {
    host.writeToKernelLog("fleetfoot-agent: a");
    assertThat(root.resolve("dev/kmsg")).doesNotExist();
    write("/dev/kmsg", "");
    host.writeToKernelLog("fleetfoot-agent: b");
    assertThat(root.resolve("dev/kmsg")).hasContent("<5>fleetfoot-agent: b");
  }

  @Test
  void givesZeroedMemoryOutsideOfTheHeap() {
    try (ScratchMemory memory = host.allocate(10_000)) {
      assertThat(memory.buffer().isDirect()).isTrue();
      assertThat(memory.buffer().capacity()).isEqualTo(10_000);
      memory.buffer().put(9_999, (byte) 1);
      assertThat(memory.buffer().get(9_999)).isEqualTo((byte) 1);
      assertThat(memory.buffer().get(0)).isZero();
    }
  }

  @Test
  void givesNoMemoryThatWasGivenBack() {
    ScratchMemory memory = host.allocate(4096);
    memory.close();
    memory.close();
    assertThatIllegalStateException().isThrownBy(memory::buffer);
  }

  private void efiHost() throws IOException {
    ByteBuffer bootParams = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    bootParams.putInt(0x1c0, 0x34364c45).putInt(0x1c4, 0x7f5ec018);
    Files.write(root.resolve("sys/kernel/boot_params/data"), bootParams.array());
    write("/sys/firmware/efi/systab", "ACPI20=0x7f77d014\nSMBIOS=0x7f5bd000\n");
    write("/sys/firmware/efi/fw_vendor", "0x7e9f1b18\n");
    write("/sys/firmware/efi/runtime", "0x7e9ffb98\n");
    write("/sys/firmware/efi/config_table", "0x7f5ec098\n");
  }

  private void memoryMapEntry(int number, String start, String end, String type)
      throws IOException {
    String directory = "/sys/firmware/memmap/" + number;
    write(directory + "/start", start + "\n");
    write(directory + "/end", end + "\n");
    write(directory + "/type", type + "\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file.substring(1));
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
