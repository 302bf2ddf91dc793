package io.fleetfoot.agent.linux;

import io.fleetfoot.agent.bootmenu.BootMenu;
import io.fleetfoot.agent.bootmenu.FileTree;
import io.fleetfoot.agent.bootmenu.KexecTools;
import io.fleetfoot.agent.preflight.HostSurvey;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the survey of a host from its /proc, /sys and /dev. */
final class SurveyReader {
  // UEFI specification 2.10, 3.3: a byte behind the four of the attributes
  private static final String SECURE_BOOT =
      "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";

  /** What loads crash images, by the file it is known by. */
  private static final Map<String, String> KDUMP =
      Map.of("/usr/sbin/kdump-config", "kdump-tools", "/usr/bin/kdumpctl", "kdump");

  private static final Map<String, String> ROOT_BY =
      Map.of(
          "UUID", "/dev/disk/by-uuid/",
          "PARTUUID", "/dev/disk/by-partuuid/",
          "LABEL", "/dev/disk/by-label/",
          "PARTLABEL", "/dev/disk/by-partlabel/");

  private static final HostSurvey.Boot NO_LOADER =
      new HostSurvey.Boot(Optional.empty(), Optional.empty(), false, Optional.empty());

  private final HostFiles files;

  SurveyReader(HostFiles files) {
    this.files = files;
  }

  HostSurvey read() {
    return new HostSurvey(security(), kernel(), machine(), boot());
  }

  private HostSurvey.Security security() {
    Optional<Boolean> secureBoot =
        files.bytes(SECURE_BOOT).filter(bytes -> bytes.length == 5).map(bytes -> bytes[4] == 1);
    return new HostSurvey.Security(files.exists("/sys/kernel/security/lockdown"), secureBoot);
  }

  private HostSurvey.Kernel kernel() {
    return new HostSurvey.Kernel(
        files.line("/sys/kernel/kexec_loaded").map("1"::equals).orElse(false),
        number("/proc/sys/kernel/panic"),
        modules(),
        KDUMP.entrySet().stream()
            .filter(program -> files.exists(program.getKey()))
            .map(Map.Entry::getValue)
            .sorted()
            .findFirst(),
        rootDevice());
  }

  private OptionalLong number(String file) {
    return files.line(file).filter(line -> line.matches("-?[0-9]{1,10}")).stream()
        .mapToLong(Long::parseLong)
        .findFirst();
  }

  private Set<String> modules() {
    return files
        .text("/proc/modules")
        .map(
            text ->
                text.lines()
                    .map(line -> line.split(" ", 2)[0])
                    .collect(Collectors.toUnmodifiableSet()))
        .orElse(Set.of());
  }

  private Optional<Boolean> rootDevice() {
    String commandLine = files.line("/proc/cmdline").orElse("");
    return Stream.of(commandLine.split("\\s+"))
        .filter(parameter -> parameter.startsWith("root="))
        .reduce((first, last) -> last)
        .map(parameter -> parameter.substring("root=".length()).split("=", 2))
        .filter(parts -> parts.length == 2 && ROOT_BY.containsKey(parts[0]))
        .filter(parts -> files.exists("/dev/disk") && parts[1].matches("[\\w.:-]+"))
        .map(parts -> files.exists(ROOT_BY.get(parts[0]) + parts[1]));
  }

  private HostSurvey.Machine machine() {
    return new HostSurvey.Machine(
        files.line("/sys/class/dmi/id/sys_vendor").orElse(""),
        files.line("/sys/class/dmi/id/product_name").orElse(""),
        HostTexts.cpuFlags(files.text("/proc/cpuinfo").orElse("")),
        files.children("/sys/class/watchdog").stream()
            .map(name -> files.line("/sys/class/watchdog/" + name + "/identity").orElse(name))
            .toList(),
        files.children("/sys/bus/pci/devices").stream().mapToInt(this::virtualFunctions).sum(),
        files.children("/dev/vfio").stream().anyMatch(name -> name.matches("[0-9]+")));
  }

  private HostSurvey.Boot boot() {
    try {
      FileTree tree = new LinuxFileTree(files.path("/"));
      BootMenu menu = BootMenu.read(tree);
      Optional<String> taken = KexecTools.takingReboots(tree);
      String running = files.line("/proc/sys/kernel/osrelease").orElse("");
      return menu.kind() == BootMenu.Kind.UNKNOWN
          ? new HostSurvey.Boot(Optional.empty(), Optional.empty(), false, taken)
          : new HostSurvey.Boot(
              Optional.of(menu.kind().title()),
              menu.byDefault(),
              menu.entry(running).isPresent(),
              taken);
    } catch (UncheckedIOException e) {
      // not everybody may read /boot
      return NO_LOADER;
    }
  }

  private int virtualFunctions(String device) {
    return (int) number("/sys/bus/pci/devices/" + device + "/sriov_numvfs").orElse(0);
  }
}
