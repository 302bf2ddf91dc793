package io.fleetfoot.agent.linux;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What small texts of /proc and /sys say. */
final class HostTexts {
  private static final Pattern LOCKDOWN = Pattern.compile("\\[([a-z]+)]");
  private static final Pattern CAP_EFF = Pattern.compile("(?m)^CapEff:\\s*([0-9a-f]{16})$");
  private static final Pattern FLAGS = Pattern.compile("(?m)^flags\\s*:(.*)$");
  private static final Pattern ACPI20 = Pattern.compile("(?m)^ACPI20=0x([0-9a-f]{1,16})$");
  private static final Pattern ACPI = Pattern.compile("(?m)^ACPI=0x([0-9a-f]{1,16})$");

  private static final Pattern AVAILABLE =
      Pattern.compile("(?m)^MemAvailable:\\s*([0-9]{1,15}) kB$");
  private static final Pattern CONTIGUOUS = Pattern.compile("(?m)^CmaTotal:\\s*([0-9]{1,15}) kB$");

  // include/uapi/linux/capability.h
  private static final Map<Integer, String> CAPABILITIES =
      Map.of(17, "CAP_SYS_RAWIO", 21, "CAP_SYS_ADMIN", 22, "CAP_SYS_BOOT");

  private HostTexts() {}

  /** Returns what is chosen in {@code none [integrity] confidentiality}. */
  static String lockdown(String text) {
    Matcher matcher = LOCKDOWN.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException(
          "/sys/kernel/security/lockdown is \"%s\", expected one word in brackets"
              .formatted(text.strip()));
    }
    return matcher.group(1);
  }

  /** Returns the capabilities the agent needs that are not in the effective set. */
  static Set<String> missingCapabilities(String status) {
    Matcher matcher = CAP_EFF.matcher(status);
    long effective = matcher.find() ? Long.parseUnsignedLong(matcher.group(1), 16) : 0;
    Set<String> missing = new TreeSet<>();
    CAPABILITIES.forEach(
        (bit, name) -> {
          if ((effective >>> bit & 1) == 0) {
            missing.add(name);
          }
        });
    return missing;
  }

  /** Returns the bytes of MemAvailable in /proc/meminfo. */
  static long availableMemory(String meminfo) {
    Matcher matcher = AVAILABLE.matcher(meminfo);
    if (!matcher.find()) {
      throw new IllegalStateException("/proc/meminfo has no line MemAvailable, as Linux 3.14 has");
    }
    return Long.parseLong(matcher.group(1)) << 10;
  }

  /** Returns the bytes of CmaTotal in /proc/meminfo, 0 in a kernel without CMA. */
  static long contiguousMemory(String meminfo) {
    Matcher matcher = CONTIGUOUS.matcher(meminfo);
    return matcher.find() ? Long.parseLong(matcher.group(1)) << 10 : 0;
  }

  /** Returns the flags of the first processor. */
  static Set<String> cpuFlags(String cpuinfo) {
    Matcher matcher = FLAGS.matcher(cpuinfo);
    return matcher.find() ? Set.copyOf(List.of(matcher.group(1).strip().split("\\s+"))) : Set.of();
  }

  /** Returns the ACPI root pointer of an EFI system table, the newer kind first. */
  static OptionalLong acpiRootPointer(String systab) {
    for (Pattern pattern : new Pattern[] {ACPI20, ACPI}) {
      Matcher matcher = pattern.matcher(systab);
      if (matcher.find()) {
        return OptionalLong.of(Long.parseUnsignedLong(matcher.group(1), 16));
      }
    }
    return OptionalLong.empty();
  }
}
