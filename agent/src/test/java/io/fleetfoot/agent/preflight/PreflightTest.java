package io.fleetfoot.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.ReservedRegion;
import io.fleetfoot.agent.kexec.Verification;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.preflight.testing.TestFacts;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PreflightTest {

  private static final OptionalLong NO_LIMIT = OptionalLong.empty();
  private static final KernelNeeds NEEDS =
      new KernelNeeds("6.12", "6.12", "x86_64", "quiet", 2047, true, true);
  private static final SlotFacts STAGED =
      new SlotFacts(
          TestFacts.BOOT_ID,
          new ReservedRegion(new AddressRange(0x2b000000, 0x3b000000), "Crash kernel"));

  @ParameterizedTest
  @MethodSource
  void refusesHostThatIsNotFit(String check, String found, HostFacts facts) {
    List<Refusal> refusals = Preflight.host(facts);
    assertThat(refusals).extracting(Refusal::check).containsExactly(check);
    assertThat(refusals.get(0).found()).contains(found);
    assertThat(refusals.get(0).wanted()).isNotBlank();
    assertThat(refusals.get(0).remedy()).isNotBlank();
  }

  static Stream<Arguments> refusesHostThatIsNotFit() {
    return Stream.of(
        Arguments.of("architecture", "the running kernel is aarch64", TestFacts.of("aarch64")),
        Arguments.of(
            "privileges",
            "no CAP_SYS_ADMIN, CAP_SYS_BOOT",
            kexec(
                true,
                false,
                NO_LIMIT,
                NO_LIMIT,
                "none",
                Set.of("CAP_SYS_BOOT", "CAP_SYS_ADMIN"),
                true,
                true)),
        Arguments.of(
            "privileges",
            "a PID namespace of its own",
            kexec(true, false, NO_LIMIT, NO_LIMIT, "none", Set.of(), false, true)),
        Arguments.of(
            "kexec-support",
            "no /sys/kernel/kexec_loaded",
            kexec(false, false, NO_LIMIT, NO_LIMIT, "none", Set.of(), true, true)),
        Arguments.of(
            "kexec-load-disabled",
            "kexec_load_disabled = 1",
            kexec(true, true, NO_LIMIT, NO_LIMIT, "none", Set.of(), true, true)),
        Arguments.of(
            "kexec-load-limit",
            "kexec_load_limit_panic = 2",
            kexec(true, false, OptionalLong.of(2), NO_LIMIT, "none", Set.of(), true, true)),
        Arguments.of(
            "kexec-load-limit",
            "kexec_load_limit_reboot = 0",
            kexec(true, false, NO_LIMIT, OptionalLong.of(0), "none", Set.of(), true, true)),
        Arguments.of(
            "lockdown",
            "lockdown [integrity]",
            kexec(true, false, NO_LIMIT, NO_LIMIT, "integrity", Set.of(), true, true)),
        Arguments.of(
            "readable-memory",
            "no /proc/kcore",
            kexec(true, false, NO_LIMIT, NO_LIMIT, "none", Set.of(), true, false)),
        Arguments.of(
            "memory-encryption",
            "SEV",
            platform(Set.of("SEV"), false, false, OptionalLong.empty(), true)),
        Arguments.of(
            "hypervisor", "Xen", platform(Set.of(), true, false, OptionalLong.empty(), true)),
        Arguments.of(
            "acpi-root-pointer",
            "UEFI firmware",
            platform(Set.of(), false, true, OptionalLong.empty(), true)),
        Arguments.of(
            "firmware-memory-map",
            "no /sys/firmware/memmap",
            platform(Set.of(), false, false, OptionalLong.empty(), false)),
        Arguments.of(
            "reserved-region",
            "no \"Crash kernel\" line",
            TestFacts.withMemory("00100000-3fffffff : System RAM\n")));
  }

  @Test
  void letsFitHostStage() {
    assertThat(Preflight.host(TestFacts.fit())).isEmpty();
  }

  @Test
  void letsUefiHostWithRootPointerStage() {
    HostFacts facts = platform(Set.of(), false, true, OptionalLong.of(0x7f77d014), true);
    assertThat(Preflight.host(facts)).isEmpty();
  }

  @Test
  void letsHostWithEnoughLoadsLeftStage() {
    HostFacts facts =
        kexec(true, false, OptionalLong.of(3), OptionalLong.of(2), "none", Set.of(), true, true);
    assertThat(Preflight.host(facts)).isEmpty();
  }

  @Test
  void saysEverythingThatIsWrongAtOnce() {
    HostFacts facts =
        kexec(true, true, NO_LIMIT, NO_LIMIT, "confidentiality", Set.of(), true, false);
    assertThat(Preflight.host(facts))
        .extracting(Refusal::check)
        .containsExactly("kexec-load-disabled", "lockdown", "readable-memory");
  }

  @Test
  void refusesKernelImageOfAnotherArchitecture() {
    var needs = new KernelNeeds("6.12", "6.12", "aarch64", "quiet", 2047, true, true);
    assertRefused(TestFacts.fit(), needs, "architecture");
  }

  @Test
  void refusesKernelThatIsNotTheOneItIsCalled() {
    var needs = new KernelNeeds("6.12", "6.11", "x86_64", "quiet", 2047, true, true);
    assertRefused(TestFacts.fit(), needs, "kernel-release");
  }

  @Test
  void refusesFourLevelKernelOnFiveLevelHost() {
    var needs = new KernelNeeds("6.12", "6.12", "x86_64", "quiet", 2047, false, true);
    assertRefused(fiveLevel(), needs, "paging-levels");
    assertThat(kernel(TestFacts.fit(), needs)).isEmpty();
  }

  @Test
  void refusesNo5lvlOnFiveLevelHost() {
    var needs = new KernelNeeds("6.12", "6.12", "x86_64", "quiet no5lvl", 2047, true, true);
    assertRefused(fiveLevel(), needs, "paging-levels");
  }

  @Test
  void refusesKernelThatCannotLieWhereTheRegionIs() {
    var needs = new KernelNeeds("6.12", "6.12", "x86_64", "quiet", 2047, true, false);
    HostFacts high =
        TestFacts.withMemory(
            "6b000000-7affffff : Crash kernel\n1df000000-1feffffff : Crash kernel\n");
    assertRefused(high, needs, "load-address");
    assertThat(kernel(TestFacts.fit(), needs)).isEmpty();
    assertThat(kernel(high, NEEDS)).isEmpty();
  }

  @Test
  void refusesCommandLineThatTheKernelWouldCut() {
    var long2048 = new KernelNeeds("6.12", "6.12", "x86_64", "x".repeat(2048), 4096, true, true);
    var long256 = new KernelNeeds("6.12", "6.12", "x86_64", "x".repeat(256), 255, true, true);
    assertRefused(TestFacts.fit(), long2048, "command-line");
    assertRefused(TestFacts.fit(), long256, "command-line");
  }

  @Test
  void refusesCommandLineWithALineBreak() {
    var needs = new KernelNeeds("6.12", "6.12", "x86_64", "quiet\nfoo", 2047, true, true);
    assertRefused(TestFacts.fit(), needs, "command-line");
  }

  @Test
  void letsFitKernelBeStaged() {
    assertThat(kernel(TestFacts.fit(), NEEDS)).isEmpty();
    assertThat(kernel(fiveLevel(), NEEDS)).isEmpty();
  }

  @Test
  void refusesPurgatoryOnAProcessorWithoutCrc32Instruction() {
    var old = new PlatformFacts(Set.of(), false, false, false, OptionalLong.empty(), true, false);
    assertThat(purgatory(TestFacts.with(TestFacts.KEXEC, old)))
        .extracting(Refusal::check)
        .containsExactly("crc32-instruction");
    assertThat(purgatory(TestFacts.with(TestFacts.KEXEC, TestFacts.PLATFORM))).isEmpty();
  }

  @Test
  void refusesSlotOfAnotherBoot() {
    HostFacts facts = TestFacts.inBoot("a97a4e0c-0f1c-4d28-8a50-97c0a4ed4be2");
    assertThat(Preflight.unchanged(facts, STAGED))
        .extracting(Refusal::check)
        .containsExactly("same-boot");
  }

  @Test
  void refusesSlotWhoseRegionShrank() {
    HostFacts facts = TestFacts.withMemory("2b000000-32ffffff : Crash kernel\n");
    assertThat(Preflight.unchanged(facts, STAGED))
        .extracting(Refusal::check)
        .containsExactly("same-region");
  }

  @Test
  void refusesSlotUnderACrashImage() {
    var kexec = new KexecFacts(true, true, false, NO_LIMIT, NO_LIMIT, "none", Set.of(), true, true);
    assertThat(Preflight.unchanged(TestFacts.with(kexec, TestFacts.PLATFORM), STAGED))
        .extracting(Refusal::check)
        .containsExactly("crash-image");
  }

  @Test
  void letsUnchangedHostExecute() {
    assertThat(Preflight.unchanged(TestFacts.fit(), STAGED)).isEmpty();
  }

  private static void assertRefused(HostFacts facts, KernelNeeds needs, String check) {
    assertThat(kernel(facts, needs)).extracting(Refusal::check).containsExactly(check);
  }

  private static HostFacts fiveLevel() {
    return TestFacts.with(
        TestFacts.KEXEC,
        new PlatformFacts(Set.of(), true, false, false, OptionalLong.empty(), true, true));
  }

  private static HostFacts kexec(
      boolean supported,
      boolean disabled,
      OptionalLong panicLimit,
      OptionalLong rebootLimit,
      String lockdown,
      Set<String> missing,
      boolean hostPidNamespace,
      boolean readable) {
    return TestFacts.with(
        new KexecFacts(
            supported,
            false,
            disabled,
            panicLimit,
            rebootLimit,
            lockdown,
            missing,
            hostPidNamespace,
            readable),
        TestFacts.PLATFORM);
  }

  private static HostFacts platform(
      Set<String> encryption, boolean xen, boolean efi, OptionalLong rootPointer, boolean memmap) {
    return TestFacts.with(
        TestFacts.KEXEC, new PlatformFacts(encryption, false, xen, efi, rootPointer, memmap, true));
  }

  private static List<Refusal> kernel(HostFacts facts, KernelNeeds needs) {
    return Preflight.kernel(
        facts,
        needs,
        ReservedRegion.highestNamed("Crash kernel", facts.memoryMap()).map(ReservedRegion::range));
  }

  private static List<Refusal> purgatory(HostFacts facts) {
    return Preflight.method(LoadMethod.RESERVED, Verification.PURGATORY, "Crash kernel", facts);
  }
}
