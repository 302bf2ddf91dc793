package io.fleetfoot.agent.linux;

import io.fleetfoot.agent.loop.CrashDumps;
import io.fleetfoot.agent.loop.HostCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** kdump as a unit of systemd; what the unit says of itself is not believed. */
final class SystemdCrashDumps implements CrashDumps {
  /** What Debian, RHEL and SUSE call it. */
  static final List<String> UNITS = List.of("kdump-tools.service", "kdump.service");

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final HostCommands commands;
  private final HostFiles files;
  private final List<String> units;

  /** Takes the units that may be the one, in this order. */
  SystemdCrashDumps(HostCommands commands, HostFiles files, List<String> units) {
    this.commands = commands;
    this.files = files;
    this.units = List.copyOf(units);
  }

  @Override
  public Optional<String> active() throws IOException, InterruptedException {
    if (!loaded()) {
      return Optional.empty();
    }
    for (String unit : units) {
      if (commands.run(List.of("systemctl", "is-active", unit), Map.of(), LIMIT).isSuccess()) {
        return Optional.of(unit);
      }
    }
    return Optional.empty();
  }

  @Override
  public void stop(String unit) throws IOException, InterruptedException {
    require("stop", unit);
  }

  @Override
  public boolean start(String unit) throws IOException, InterruptedException {
    if (!loaded()) {
      // a unit that says it is active may have loaded nothing
      require("restart", unit);
    }
    return loaded();
  }

  private boolean loaded() {
    return files.line("/sys/kernel/kexec_crash_loaded").map("1"::equals).orElse(false);
  }

  private void require(String verb, String unit) throws IOException, InterruptedException {
    HostCommands.Result result = commands.run(List.of("systemctl", verb, unit), Map.of(), LIMIT);
    if (!result.isSuccess()) {
      throw new IOException(
          "systemctl %s %s ended with status %d: %s"
              .formatted(verb, unit, result.status(), result.output()));
    }
  }
}
