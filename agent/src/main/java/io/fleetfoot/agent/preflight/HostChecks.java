package io.fleetfoot.agent.preflight;

import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.Verification;
import io.fleetfoot.agent.memory.AddressRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The checks that decide whether the agent reboots this host, with those that say yes. */
final class HostChecks {
  private final HostFacts facts;
  private final HostSurvey survey;
  private final Map<String, Refusal> refusals = new HashMap<>();
  private final Optional<LoadMethod> otherwise;
  private final List<Finding> findings = new ArrayList<>();

  private HostChecks(HostFacts facts, HostSurvey survey) {
    this.facts = facts;
    this.survey = survey;
    Preflight.host(facts).forEach(refusal -> refusals.putIfAbsent(refusal.check(), refusal));
    this.otherwise =
        Stream.of(LoadMethod.FILE, LoadMethod.NORMAL)
            .filter(method -> Preflight.method(method, Verification.KCORE, "", facts).isEmpty())
            .findFirst();
  }

  static List<Finding> of(HostFacts facts, HostSurvey survey) {
    var checks = new HostChecks(facts, survey);
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
    } else if (otherwise.isEmpty()) {
      findings.add(Finding.of(refusal));
    } else {
      findings.add(warning(refusal));
    }
  }

  /** A slower method than {@code reserved} is left: the policy of a rollout decides. */
  private Finding warning(Refusal refusal) {
    return new Finding(
        refusal.check(),
        Severity.WARN,
        refusal.found(),
        refusal.wanted(),
        "%s; until then it is entered by %s, if the policy allows that"
            .formatted(refusal.remedy(), otherwise.get().wireName()));
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
              "run this as root, on the host"));
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
