package io.fleetfoot.agent.preflight;

import io.fleetfoot.agent.memory.AddressRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The checks that warn: what has cost others a reboot, and the agent cannot decide. */
final class SurveyChecks {
  /** Drivers whose devices were reported not to come back from kexec, or to hang in shutdown. */
  private static final Set<String> DRIVERS = Set.of("nvidia", "i915", "mlx4_core", "mlx4_en");

  private static final Set<String> IMA_POLICIES = Set.of("secure_boot", "appraise_tcb");
  // drivers/watchdog/softdog.c: it ends with the kernel that it is a part of
  private static final Set<String> SOFTWARE_WATCHDOG = Set.of("Software Watchdog");
  // for the running kernel and all that it has to do beside two regions
  private static final long SPARE = 256L << 20;

  private final HostFacts facts;
  private final HostSurvey survey;
  private final List<String> parameters;
  private final List<Finding> findings = new ArrayList<>();

  private SurveyChecks(HostFacts facts, HostSurvey survey) {
    this.facts = facts;
    this.survey = survey;
    this.parameters = Arrays.asList(facts.identity().commandLine().split("\\s+"));
  }

  static List<Finding> of(HostFacts facts, HostSurvey survey) {
    var checks = new SurveyChecks(facts, survey);
    checks.secureBoot();
    checks.imaAppraisal();
    checks.kexecImage();
    checks.kdump();
    checks.nextRegion();
    checks.secondRegion();
    checks.panicTimeout();
    checks.watchdog();
    checks.rootDevice();
    checks.bootEntry();
    checks.drivers();
    checks.devicePassthrough();
    checks.cloudPlatform();
    checks.timestampCounter();
    return checks.findings;
  }

  private void secureBoot() {
    Optional<Boolean> on = survey.security().secureBoot();
    if (on.isEmpty() && facts.platform().efi()) {
      unknown(
          Check.SECURE_BOOT,
          "no EFI variable SecureBoot",
          "Secure Boot off",
          "mount efivarfs to see it");
      return;
    }
    warnIf(
        on.orElse(false),
        Check.SECURE_BOOT,
        on.isEmpty() ? "BIOS firmware" : on.get() ? "Secure Boot is on" : "Secure Boot is off",
        "Secure Boot off, or a kernel that does not lock down for it",
        "see the check lockdown: it decides");
  }

  private void imaAppraisal() {
    String policies =
        value("ima_policy=").map(text -> "ima_policy=" + text).orElse("no ima_policy=");
    boolean appraises =
        Stream.of(policies.substring(policies.indexOf('=') + 1).split("\\|"))
            .anyMatch(IMA_POLICIES::contains);
    warnIf(
        appraises,
        Check.IMA_APPRAISAL,
        policies,
        "no policy that wants kernels signed for IMA",
        "kexec_load(2) will fail: reboot this host by its firmware, or boot without that policy");
  }

  private void kexecImage() {
    warnIf(
        survey.kernel().kexecLoaded(),
        Check.KEXEC_IMAGE,
        survey.kernel().kexecLoaded() ? "somebody has loaded a kernel image" : "none is loaded",
        "none, until the agent loads its launcher",
        "set LOAD_KEXEC=false in /etc/default/kexec, or disable what runs kexec -l");
  }

  private void kdump() {
    Optional<String> owner = survey.kernel().kdump();
    if (facts.kexec().crashLoaded()) {
      warn(
          Check.KDUMP,
          "a crash image is loaded%s".formatted(owner.map(name -> " by " + name).orElse("")),
          "none: the agent uses the same region",
          "decide which of the two this host has; staging unloads the crash image, and a panic after it leaves no dump");
      return;
    }
    warnIf(
        owner.isPresent(),
        Check.KDUMP,
        owner.map(name -> name + " is installed, no crash image is loaded").orElse("none"),
        "nobody who loads crash images into the agent's region",
        "disable its service, or leave this host to the firmware");
  }

  private void nextRegion() {
    Optional<String> crashkernel = value("crashkernel=");
    boolean region = !facts.memoryMap().named("Crash kernel").isEmpty();
    warnIf(
        crashkernel.isEmpty() && region,
        Check.CRASHKERNEL_PARAMETER,
        crashkernel
            .map(text -> "crashkernel=" + text)
            .orElse("no crashkernel= on the command line" + (region ? "" : ", and no region")),
        "crashkernel= where there is a region, so that a kernel image with {running} reserves it again",
        "fleetfoot-agent reserve puts it there");
  }

  private void secondRegion() {
    long ram = facts.memoryMap().systemRamSize();
    List<AddressRange> regions = facts.memoryMap().named("Crash kernel");
    if (ram == 0 || regions.isEmpty()) {
      unknown(
          Check.SECOND_REGION,
          "no region",
          "room for a second region beside the first",
          "see the check reserved-region");
      return;
    }
    long region = regions.get(regions.size() - 1).size();
    warnIf(
        2 * region + SPARE > ram,
        Check.SECOND_REGION,
        "%d MiB of RAM, a region of %d MiB".formatted(ram >>> 20, region >>> 20),
        "RAM for two such regions and %d MiB".formatted(SPARE >>> 20),
        "the next kernel may find no place for a region of its own; choose a smaller crashkernel=");
  }

  private void panicTimeout() {
    Optional<String> told = value("panic=");
    OptionalLong seconds = survey.kernel().panicSeconds();
    warnIf(
        told.isEmpty() || told.get().matches("[+-]?0+"),
        Check.PANIC_TIMEOUT,
        told.map(text -> "panic=%s on the command line".formatted(text))
            .orElseGet(
                () ->
                    "no panic= on the command line"
                        + (seconds.orElse(0) == 0
                            ? ""
                            : "; kernel.panic = %d, which the next kernel need not begin with"
                                .formatted(seconds.getAsLong()))),
        "panic=N on the command line, so that a kernel that panics at boot resets into the old one",
        "put panic=30 into the kernel image's command line");
  }

  private void watchdog() {
    List<String> watchdogs = survey.machine().watchdogs();
    warnIf(
        SOFTWARE_WATCHDOG.containsAll(watchdogs),
        Check.WATCHDOG,
        watchdogs.isEmpty() ? "none" : String.join(", ", watchdogs),
        "a hardware watchdog: it alone ends a kernel that hangs",
        "load the driver of this machine's watchdog, or keep a way to power-cycle it");
  }

  private void rootDevice() {
    String root = value("root=").orElse("no root=");
    Optional<Boolean> there = survey.kernel().rootDevice();
    if (there.isEmpty()) {
      unknown(
          Check.ROOT_DEVICE,
          root,
          "root= by a UUID or label that a device of this host has",
          "nothing, if the initrd knows what it means");
      return;
    }
    warnIf(
        !there.get(),
        Check.ROOT_DEVICE,
        there.get() ? root : root + ", which no device has",
        "a device of this host",
        "correct root= in the boot loader's files and in kernel images");
  }

  private void bootEntry() {
    HostSurvey.Boot boot = survey.boot();
    String running = facts.identity().kernelRelease();
    String wanted = "a boot loader whose default is the running kernel, " + running;
    if (boot.loader().isEmpty()) {
      unknown(
          Check.BOOT_DEFAULT,
          "no boot loader that the agent knows",
          wanted,
          "set commit.command, if a proven kernel shall become what the firmware starts");
      return;
    }
    if (!boot.offersRunning()) {
      warn(
          Check.BOOT_DEFAULT,
          "%s offers no %s: the firmware goes on starting %s"
              .formatted(boot.loader().get(), running, boot.byDefault().orElse("another kernel")),
          wanted,
          "install the package of that kernel, or take it that a reset brings the old one back");
      return;
    }
    if (boot.byDefault().isEmpty()) {
      unknown(
          Check.BOOT_DEFAULT,
          boot.loader().get() + " does not say its default",
          wanted,
          "bootctl status shows it");
      return;
    }
    warnIf(
        !boot.byDefault().get().equals(running),
        Check.BOOT_DEFAULT,
        "%s starts %s".formatted(boot.loader().get(), boot.byDefault().get()),
        wanted,
        "a reset does not bring back this kernel; with GRUB, set GRUB_DEFAULT=saved, run"
            + " update-grub, and choose by grub-set-default");
  }

  private void drivers() {
    Set<String> found = new TreeSet<>(survey.kernel().modules());
    found.retainAll(DRIVERS);
    warnIf(
        !found.isEmpty(),
        Check.DRIVERS,
        found.isEmpty() ? "none of " + new TreeSet<>(DRIVERS) : String.join(", ", found),
        "no driver whose devices are known to survive kexec badly",
        "try one such host before the fleet, or unload the driver in a drain hook");
  }

  private void devicePassthrough() {
    HostSurvey.Machine machine = survey.machine();
    boolean handedOut = machine.vfio() || machine.virtualFunctions() > 0;
    warnIf(
        handedOut,
        Check.DEVICE_PASSTHROUGH,
        handedOut
            ? "%d virtual functions, %s"
                .formatted(
                    machine.virtualFunctions(), machine.vfio() ? "devices by VFIO" : "no VFIO")
            : "no SR-IOV function or VFIO device in use",
        "devices that their drivers can stop",
        "move the guests away before the reboot");
  }

  private void cloudPlatform() {
    HostSurvey.Machine machine = survey.machine();
    String found = (machine.vendor() + " " + machine.product()).strip();
    boolean known =
        found.contains("Google Compute Engine")
            || found.startsWith("Microsoft Corporation Virtual Machine")
            || found.contains("BHYVE");
    warnIf(
        known,
        Check.CLOUD_PLATFORM,
        found.isEmpty() ? "no DMI table" : found,
        "a platform on which nobody has reported kexec to fail",
        "try one such host before the fleet");
  }

  private void timestampCounter() {
    Set<String> flags = survey.machine().processorFlags();
    boolean steady = flags.contains("constant_tsc") && flags.contains("nonstop_tsc");
    warnIf(
        !steady,
        Check.TIMESTAMP_COUNTER,
        steady ? "constant_tsc, nonstop_tsc" : "a counter that may change its pace",
        "constant_tsc and nonstop_tsc, by which the blackout is measured",
        "nothing: its phases may be reported as unknown");
  }

  private Optional<String> value(String prefix) {
    return parameters.stream()
        .filter(parameter -> parameter.startsWith(prefix))
        .reduce((first, last) -> last)
        .map(parameter -> parameter.substring(prefix.length()));
  }

  private void warnIf(boolean bad, Check check, String found, String wanted, String remedy) {
    if (bad) {
      warn(check, found, wanted, remedy);
    } else {
      findings.add(Finding.ok(check, found, wanted));
    }
  }

  private void warn(Check check, String found, String wanted, String remedy) {
    findings.add(new Finding(check.id(), Severity.WARN, found, wanted, remedy));
  }

  private void unknown(Check check, String found, String wanted, String remedy) {
    findings.add(new Finding(check.id(), Severity.UNKNOWN, found, wanted, remedy));
  }
}
