package io.fleetfoot.agent.preflight;

import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.memory.AddressRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The checks that decide whether the agent reboots this host, with those that say yes. */
final class HostChecks {
  private final HostFacts facts;
  private final HostSurvey survey;
  private final List<MethodFitness> judged;
  private final Map<String, Refusal> refusals = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  private HostChecks(HostFacts facts, HostSurvey survey, List<MethodFitness> methods) {
    this.facts = facts;
    this.survey = survey;
    this.judged = methods.stream().filter(HostChecks::isOfThisHost).toList();
    // every host can have a region: what it wants comes first
    judged.stream()
        .sorted(Comparator.comparing(method -> method.method() != LoadMethod.RESERVED))
        .flatMap(method -> method.against().stream())
        .forEach(refusal -> refusals.putIfAbsent(refusal.check(), refusal));
  }

  /** Few kernels have quick kexec; of one that has none, nobody has to hear what else it lacks. */
  private static boolean isOfThisHost(MethodFitness method) {
    return method.isKexec()
        && method.against().stream()
            .noneMatch(refusal -> refusal.check().equals(Check.QUICK_REGION.id()));
  }

  static List<Finding> of(HostFacts facts, HostSurvey survey, List<MethodFitness> methods) {
    var checks = new HostChecks(facts, survey, methods);
    checks.judge();
    return checks.findings;
  }

  private void judge() {
    KexecFacts kexec = facts.kexec();
    PlatformFacts platform = facts.platform();
    add(Check.ARCHITECTURE, facts.identity().architecture(), "x86_64");
    add(
        Check.PRIVILEGES,
        "CAP_SYS_BOOT, CAP_SYS_ADMIN, CAP_SYS_RAWIO; the host's PID namespace",
        "these capabilities, in the host's PID namespace");
    add(Check.KEXEC_SUPPORT, "kexec_loaded, kexec_crash_loaded", "CONFIG_KEXEC, CONFIG_CRASH_DUMP");
    add(Check.KEXEC_LOAD_DISABLED, "kernel.kexec_load_disabled = 0", "0");
    add(Check.KEXEC_LOAD_LIMIT, limits(kexec), "no limit, or enough calls left");
    lockdown();
    add(Check.MEMORY_ENCRYPTION, "memory is not encrypted", "no SEV, TDX or SME");
    add(Check.HYPERVISOR, "no paravirtual guest of Xen", "bare metal or hardware virtualisation");
    reservedRegion();
    add(Check.ACPI_ROOT_POINTER, acpi(platform), "its address, on UEFI firmware");
    add(Check.FIRMWARE_MEMORY_MAP, "/sys/firmware/memmap", "the firmware's memory map");
    add(Check.READABLE_MEMORY, "/proc/kcore", "what was staged can be read back");
  }

  private void add(Check check, String found, String wanted) {
    Refusal refusal = refusals.get(check.id());
    if (refusal == null) {
      findings.add(Finding.ok(check, found, wanted));
      return;
    }
    Optional<MethodFitness> left = judged.stream().filter(MethodFitness::goes).findFirst();
    findings.add(
        new Finding(
            refusal.check(),
            decides(check) ? Severity.REFUSE : Severity.WARN,
            refusal.found(),
            refusal.wanted(),
            left.map(method -> instead(refusal.remedy(), method)).orElse(refusal.remedy()),
            closedBy(check)));
  }

  /** A slower method than the best is left: the policy of a rollout decides. */
  private static String instead(String remedy, MethodFitness left) {
    return "%s; until then it is entered by %s, if the policy allows that"
        .formatted(remedy, left.name());
  }

  /**
   * Returns whether no method is left because of it: it closes all, or as much as any other check
   * where no single one does.
   */
  private boolean decides(Check check) {
    if (judged.stream().anyMatch(MethodFitness::goes)) {
      return false;
    }
    boolean oneClosesAll = refusals.keySet().stream().anyMatch(this::closesAll);
    return !oneClosesAll || closesAll(check.id());
  }

  private boolean closesAll(String check) {
    return judged.stream().allMatch(method -> isClosed(method, check));
  }

  private List<String> closedBy(Check check) {
    return judged.stream()
        .filter(method -> isClosed(method, check.id()))
        .map(MethodFitness::name)
        .toList();
  }

  private static boolean isClosed(MethodFitness method, String check) {
    return method.against().stream().anyMatch(refusal -> refusal.check().equals(check));
  }

  private void lockdown() {
    if (survey.security().lockdownShown()) {
      add(Check.LOCKDOWN, "lockdown [none]", "lockdown [none]");
      return;
    }
    findings.add(
        new Finding(
            Check.LOCKDOWN.id(),
            Severity.UNKNOWN,
            "no /sys/kernel/security/lockdown",
            "lockdown [none]",
            "mount securityfs to see it; a kernel without lockdown has no such file"));
  }

  private void reservedRegion() {
    if (facts.memoryMap().regions().isEmpty()) {
      findings.add(
          new Finding(
              Check.RESERVED_REGION.id(),
              Severity.UNKNOWN,
              "no addresses in /proc/iomem",
              "a region that holds kernel and initrd",
              "run this as root, on the host",
              closedBy(Check.RESERVED_REGION)));
      return;
    }
    String regions =
        facts.memoryMap().named("Crash kernel").stream()
            .map(HostChecks::shown)
            .collect(Collectors.joining(", "));
    add(Check.RESERVED_REGION, regions, "a region that holds kernel and initrd");
  }

  private static String shown(AddressRange range) {
    return "%s, %d MiB".formatted(range, range.size() >>> 20);
  }

  private static String limits(KexecFacts kexec) {
    return "kernel.kexec_load_limit_panic = %s, _reboot = %s"
        .formatted(shown(kexec.loadLimitPanic()), shown(kexec.loadLimitReboot()));
  }

  private static String shown(OptionalLong limit) {
    return limit.isPresent() ? String.valueOf(limit.getAsLong()) : "none";
  }

  private static String acpi(PlatformFacts platform) {
    if (platform.acpiRootPointer().isPresent()) {
      return "0x" + Long.toHexString(platform.acpiRootPointer().getAsLong());
    }
    return "BIOS, where the next kernel finds it by itself";
  }
}
