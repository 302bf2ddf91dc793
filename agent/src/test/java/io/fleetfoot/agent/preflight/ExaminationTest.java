package io.fleetfoot.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fleetfoot.agent.preflight.testing.TestFacts;
import io.fleetfoot.agent.preflight.testing.TestSurvey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExaminationTest {

  @Test
  void findsNothingAmissOnAFitHost() {
    List<Finding> findings = findings(TestFacts.fit(), TestSurvey.FIT);
    assertThat(findings).allMatch(finding -> finding.severity() == Severity.OK);
    assertThat(findings).extracting(Finding::check).doesNotHaveDuplicates().hasSize(26);
    assertThat(findings).allMatch(finding -> !finding.found().isBlank());
    assertThat(findings).allMatch(finding -> !finding.wanted().isBlank());
  }

  @Test
  void refusesWhatPreflightRefusesInTheSameWords() {
    HostFacts facts = TestFacts.of("aarch64");
    Refusal refusal = Preflight.host(facts).get(0);
    assertThat(findings(facts, TestSurvey.FIT))
        .filteredOn(finding -> finding.severity() == Severity.REFUSE)
        .extracting(Finding::refusal)
        .containsExactly(refusal);
  }

  @Test
  void warnsWhereASlowerMethodIsLeft() {
    HostFacts facts = TestFacts.withMemory("00100000-3fffffff : System RAM\n");
    assertThat(findings(facts, TestSurvey.FIT))
        .filteredOn(finding -> finding.check().equals("reserved-region"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.WARN);
              assertThat(finding.closes()).containsExactly("reserved");
              assertThat(finding.remedy())
                  .startsWith("fleetfoot-agent reserve puts crashkernel= on")
                  .endsWith("until then it is entered by file, if the policy allows that");
            });
  }

  @Test
  void refusesOnlyByWhatLeavesNoMethod() {
    HostFacts facts = unfit(kexec(false, "none", OptionalLong.empty(), false));
    assertThat(findings(facts, TestSurvey.FIT))
        .filteredOn(finding -> finding.severity() != Severity.OK)
        .extracting(Finding::check, Finding::severity, Finding::closes)
        .containsExactly(
            tuple("kexec-support", Severity.REFUSE, List.of("reserved", "file", "normal")),
            tuple("readable-memory", Severity.WARN, List.of("reserved")));
  }

  @Test
  void refusesByAllThatLeaveNoMethodTogether() {
    HostFacts facts = unfit(kexec(true, "integrity", OptionalLong.of(3), true));
    assertThat(findings(facts, TestSurvey.FIT))
        .filteredOn(finding -> finding.severity() != Severity.OK)
        .extracting(Finding::check, Finding::severity, Finding::closes)
        .containsExactly(
            tuple("kexec-load-limit", Severity.REFUSE, List.of("file")),
            tuple("lockdown", Severity.REFUSE, List.of("reserved", "normal")));
  }

  @Test
  void saysOfEachMethodWhetherItGoesAndWhyNot() {
    HostFacts facts = unfit(kexec(true, "none", OptionalLong.empty(), false));
    assertThat(Examination.of(facts, TestSurvey.TAKING_REBOOTS, "Quick kexec").methods())
        .extracting(MethodFitness::name, ExaminationTest::closedBy, MethodFitness::byPurgatory)
        .containsExactly(
            tuple("quick", List.of("quick-region", "readable-memory"), false),
            tuple("reserved", List.of("readable-memory"), true),
            tuple("file", List.of(), true),
            tuple("normal", List.of(), true),
            tuple("firmware", List.of("firmware-reboot"), false));
  }

  @ParameterizedTest
  @MethodSource
  void refusesExactlyWhereNoMethodOfKexecIsLeft(HostFacts facts) {
    Fitness fitness = Examination.of(facts, TestSurvey.FIT, "Quick kexec");
    assertThat(fitness.findings().stream().anyMatch(f -> f.severity() == Severity.REFUSE))
        .isEqualTo(!fitness.byKexec());
  }

  static Stream<HostFacts> refusesExactlyWhereNoMethodOfKexecIsLeft() {
    return Stream.of(true, false)
        .flatMap(
            supported ->
                Stream.of("none", "integrity")
                    .flatMap(
                        lockdown ->
                            Stream.of(0L, 2L, 4L, 6L, 99L)
                                .flatMap(
                                    limit ->
                                        Stream.of(true, false)
                                            .map(
                                                readable ->
                                                    unfit(
                                                        kexec(
                                                            supported,
                                                            lockdown,
                                                            OptionalLong.of(limit),
                                                            readable))))));
  }

  @Test
  void looksAtTheRegionOfQuickKexecByItsName() {
    HostFacts facts =
        TestFacts.withMemory("00100000-3fffffff : System RAM\n  20000000-2fffffff : Fast\n");
    Fitness fitness = Examination.of(facts, TestSurvey.FIT, "Fast");
    assertThat(fitness.methods().get(0).goes()).isTrue();
    assertThat(fitness.findings())
        .filteredOn(finding -> finding.check().equals("reserved-region"))
        .extracting(Finding::remedy)
        .singleElement()
        .asString()
        .contains("until then it is entered by quick");
  }

  private static List<String> closedBy(MethodFitness method) {
    return method.against().stream().map(Refusal::check).toList();
  }

  private static HostFacts unfit(KexecFacts kexec) {
    return TestFacts.with(kexec, TestFacts.PLATFORM);
  }

  private static KexecFacts kexec(
      boolean supported, String lockdown, OptionalLong rebootLimit, boolean readable) {
    return new KexecFacts(
        supported,
        false,
        false,
        OptionalLong.empty(),
        rebootLimit,
        lockdown,
        Set.of(),
        true,
        readable);
  }

  private static List<Finding> findings(HostFacts facts, HostSurvey survey) {
    return Examination.of(facts, survey, "Quick kexec").findings();
  }

  @Test
  void doesNotKnowTheRegionWhereAddressesAreHidden() {
    assertThat(findings(TestFacts.withMemory(""), TestSurvey.FIT))
        .filteredOn(finding -> finding.severity() == Severity.UNKNOWN)
        .extracting(Finding::check)
        .containsExactly("reserved-region", "second-region");
  }

  @ParameterizedTest
  @MethodSource
  void saysWhatHasCostOthersAReboot(
      String check, Severity severity, String found, HostFacts facts, HostSurvey survey) {
    List<Finding> amiss =
        findings(facts, survey).stream()
            .filter(finding -> finding.severity() != Severity.OK)
            .toList();
    assertThat(amiss).extracting(Finding::check).containsExactly(check);
    assertThat(amiss.get(0).severity()).isEqualTo(severity);
    assertThat(amiss.get(0).found()).contains(found);
    assertThat(amiss.get(0).wanted()).isNotBlank();
    assertThat(amiss.get(0).remedy()).isNotBlank();
  }

  static Stream<Arguments> saysWhatHasCostOthersAReboot() {
    return Stream.of(
        survey("lockdown", Severity.UNKNOWN, "no /sys/kernel", security(false, Optional.empty())),
        survey("secure-boot", Severity.WARN, "is on", security(true, Optional.of(true))),
        survey(
            "kexec-image",
            Severity.WARN,
            "somebody has loaded",
            kernel(true, OptionalLong.of(30), Set.of(), Optional.empty(), true)),
        survey(
            "kdump",
            Severity.WARN,
            "kdump-tools is installed",
            kernel(false, OptionalLong.of(30), Set.of(), Optional.of("kdump-tools"), true)),
        facts(
            "panic-timeout",
            "no panic= on the command line; kernel.panic = 30, which the next kernel need not",
            commandLine("crashkernel=256M")),
        facts(
            "panic-timeout",
            "panic=0 on the command line",
            commandLine("crashkernel=256M panic=30 panic=0")),
        survey(
            "drivers",
            Severity.WARN,
            "nvidia",
            kernel(false, OptionalLong.of(30), Set.of("ext4", "nvidia"), Optional.empty(), true)),
        survey(
            "root-device",
            Severity.WARN,
            "which no device has",
            kernel(false, OptionalLong.of(30), Set.of(), Optional.empty(), false)),
        survey("watchdog", Severity.WARN, "none", machine("QEMU", "Standard PC", List.of(), 0)),
        survey(
            "watchdog",
            Severity.WARN,
            "Software Watchdog",
            machine("QEMU", "Standard PC", List.of("Software Watchdog"), 0)),
        survey(
            "device-passthrough",
            Severity.WARN,
            "2 virtual functions",
            machine("QEMU", "Standard PC", List.of("i6300ESB timer"), 2)),
        survey(
            "cloud-platform",
            Severity.WARN,
            "Google",
            machine("Google", "Google Compute Engine", List.of("iTCO"), 0)),
        survey(
            "boot-default",
            Severity.WARN,
            "GRUB offers no 6.1.0-56-cloud-amd64: the firmware goes on starting 5.10.0",
            boot(Optional.of("GRUB"), Optional.of("5.10.0"), false)),
        survey(
            "boot-default",
            Severity.WARN,
            "GRUB starts 6.12.1",
            boot(Optional.of("GRUB"), Optional.of("6.12.1"), true)),
        survey(
            "boot-default",
            Severity.UNKNOWN,
            "systemd-boot does not say",
            boot(Optional.of("systemd-boot"), Optional.empty(), true)),
        survey(
            "boot-default",
            Severity.UNKNOWN,
            "no boot loader",
            boot(Optional.empty(), Optional.empty(), false)),
        facts(
            "kdump",
            "a crash image is loaded",
            TestFacts.with(
                new KexecFacts(
                    true,
                    true,
                    false,
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    "none",
                    Set.of(),
                    true,
                    true),
                TestFacts.PLATFORM)),
        facts(
            "ima-appraisal",
            "secure_boot",
            commandLine("crashkernel=256M panic=1 ima_policy=tcb|secure_boot")),
        facts("crashkernel-parameter", "no crashkernel=", commandLine("quiet panic=-1")),
        facts(
            "second-region",
            "a region of 400 MiB",
            TestFacts.withMemory(
                """
                00100000-2fffffff : System RAM
                  10000000-28ffffff : Crash kernel
                """)));
  }

  @Test
  void wantsNoCrashKernelOfAHostWithoutARegion() {
    HostFacts fit = commandLine("panic=30");
    HostFacts facts =
        new HostFacts(
            fit.identity(),
            TestFacts.withMemory("00100000-3fffffff : System RAM\n").memoryMap(),
            fit.kexec(),
            fit.platform());
    assertThat(findings(facts, TestSurvey.FIT))
        .filteredOn(finding -> finding.check().equals("crashkernel-parameter"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.OK);
              assertThat(finding.found()).endsWith("and no region");
              assertThat(finding.wanted()).startsWith("crashkernel= where there is a region");
            });
  }

  @Test
  void namesEachCheckOnce() {
    Set<String> ids = new HashSet<>();
    assertThat(Check.values()).allMatch(check -> ids.add(check.id()));
    assertThat(ids).allMatch(id -> id.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*"));
  }

  private static Arguments survey(
      String check, Severity severity, String found, HostSurvey survey) {
    return Arguments.of(check, severity, found, TestFacts.fit(), survey);
  }

  private static Arguments facts(String check, String found, HostFacts facts) {
    return Arguments.of(check, Severity.WARN, found, facts, TestSurvey.FIT);
  }

  private static HostSurvey security(boolean lockdownShown, Optional<Boolean> secureBoot) {
    return new HostSurvey(
        new HostSurvey.Security(lockdownShown, secureBoot),
        TestSurvey.FIT.kernel(),
        TestSurvey.FIT.machine(),
        TestSurvey.FIT.boot());
  }

  private static HostSurvey kernel(
      boolean loaded,
      OptionalLong panic,
      Set<String> modules,
      Optional<String> kdump,
      boolean rootDevice) {
    return new HostSurvey(
        TestSurvey.FIT.security(),
        new HostSurvey.Kernel(loaded, panic, modules, kdump, Optional.of(rootDevice)),
        TestSurvey.FIT.machine(),
        TestSurvey.FIT.boot());
  }

  private static HostSurvey machine(
      String vendor, String product, List<String> watchdogs, int functions) {
    return new HostSurvey(
        TestSurvey.FIT.security(),
        TestSurvey.FIT.kernel(),
        new HostSurvey.Machine(
            vendor, product, Set.of("constant_tsc", "nonstop_tsc"), watchdogs, functions, false),
        TestSurvey.FIT.boot());
  }

  private static HostSurvey boot(
      Optional<String> loader, Optional<String> byDefault, boolean offersRunning) {
    return new HostSurvey(
        TestSurvey.FIT.security(),
        TestSurvey.FIT.kernel(),
        TestSurvey.FIT.machine(),
        new HostSurvey.Boot(loader, byDefault, offersRunning, Optional.empty()));
  }

  private static HostFacts commandLine(String commandLine) {
    HostFacts fit = TestFacts.fit();
    HostFacts.Identity identity = fit.identity();
    return new HostFacts(
        new HostFacts.Identity(
            identity.hostname(),
            identity.machineId(),
            identity.bootId(),
            identity.kernelRelease(),
            commandLine,
            identity.architecture()),
        fit.memoryMap(),
        fit.kexec(),
        fit.platform());
  }
}
