package io.fleetfoot.agent.linux;

import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.loop.CrashDumps;
import io.fleetfoot.agent.loop.Departure;
import io.fleetfoot.agent.loop.HostCommands;
import io.fleetfoot.agent.loop.Pause;
import io.fleetfoot.agent.loop.Probation;
import io.fleetfoot.agent.loop.ProtectionSettings;
import io.fleetfoot.agent.loop.Watchdog;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What this machine has for leaving it, and for protecting it while that goes on. */
public final class LinuxProtection {
  private static final System.Logger LOG = System.getLogger(LinuxProtection.class.getName());

  private final ProtectionSettings settings;
  private final HostFiles files;
  private final HostCommands commands;
  private final boolean systemd;

  /** Looks at the host once: is systemd in charge of it? */
  public LinuxProtection(ProtectionSettings settings, HostFiles files, HostCommands commands) {
    this.settings = settings;
    this.files = files;
    this.commands = commands;
    this.systemd =
        switch (settings.departure()) {
          case AUTO -> files.exists("/run/systemd/system");
          case SYSTEMD -> true;
          case DIRECT -> false;
        };
  }

  /** Returns how this host is left. */
  public Departure departure(KexecSystem system, Pause pause, LongSupplier nanoTime) {
    return systemd
        ? new SystemdDeparture(commands, files, settings.deadline(), pause, nanoTime)
        : new DirectDeparture(system, new DiskMounts(files));
  }

  /** Returns what it is protected by. */
  public Probation.Means means() {
    return new Probation.Means(
        watchdog(),
        settings.watchdogTimeout(),
        new LinuxKernelSettings(files),
        crashDumps(),
        new LinuxBootDefault(
            new LinuxFileTree(files.path("/")), commands, settings.commitCommand()));
  }

  private Optional<Watchdog> watchdog() {
    return switch (settings.watchdog()) {
      case "off" -> Optional.empty();
      case "auto" -> found().map(device -> new WatchdogDevice(files, device));
      default -> Optional.of(new WatchdogDevice(files, settings.watchdog()));
    };
  }

  /** Returns the first watchdog made of hardware that can be disarmed and that nobody uses. */
  private Optional<String> found() {
    Optional<String> found =
        files.children("/sys/class/watchdog").stream()
            .filter(
                name -> {
                  String directory = "/sys/class/watchdog/" + name;
                  boolean hardware =
                      files
                          .line(directory + "/identity")
                          .filter(identity -> !identity.equals("Software Watchdog"))
                          .isPresent();
                  boolean free =
                      files.line(directory + "/state").map("inactive"::equals).orElse(false);
                  boolean wayOut =
                      files.line(directory + "/nowayout").map("0"::equals).orElse(true);
                  return hardware && free && wayOut;
                })
            .map(name -> "/dev/" + name)
            .findFirst();
    if (found.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "watchdog.device = auto: found no free hardware watchdog; reboots go on without one");
    }
    return found;
  }

  private Optional<CrashDumps> crashDumps() {
    if (!systemd || settings.crashDumps().equals("off")) {
      return Optional.empty();
    }
    List<String> units =
        settings.crashDumps().equals("auto")
            ? SystemdCrashDumps.UNITS
            : List.of(settings.crashDumps());
    return Optional.of(new SystemdCrashDumps(commands, files, units));
  }
}
