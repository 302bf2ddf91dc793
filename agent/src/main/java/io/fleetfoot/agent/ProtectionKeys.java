package io.fleetfoot.agent;

import io.fleetfoot.agent.loop.ProtectionSettings;
import io.fleetfoot.agent.loop.ProtectionSettings.By;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;

/** The keys about how a host is left, and protected while that goes on. */
final class ProtectionKeys {
  static final Set<String> ALL =
      Set.of(
          "departure",
          "departure.deadline",
          "watchdog.device",
          "watchdog.timeout",
          "kdump.unit",
          "commit.command");

  private ProtectionKeys() {}

  static ProtectionSettings read(Properties properties) {
    return new ProtectionSettings(
        departure(properties),
        AgentConfig.duration(
            properties, "departure.deadline", "PT2M", Duration.ofSeconds(10), Duration.ofHours(1)),
        watchdog(properties),
        AgentConfig.duration(
            properties, "watchdog.timeout", "PT5M", Duration.ofSeconds(30), Duration.ofHours(1)),
        unit(properties),
        AgentConfig.optionalPath(properties, "commit.command"));
  }

  private static By departure(Properties properties) {
    String found = AgentConfig.text(properties, "departure").orElse("auto");
    return switch (found) {
      case "auto" -> By.AUTO;
      case "systemd" -> By.SYSTEMD;
      case "direct" -> By.DIRECT;
      default -> throw AgentConfig.bad("departure", found, "auto, systemd or direct");
    };
  }

  private static String watchdog(Properties properties) {
    String found = AgentConfig.text(properties, "watchdog.device").orElse("off");
    if (!found.matches("off|auto|/dev/watchdog[0-9]+")) {
      throw AgentConfig.bad("watchdog.device", found, "off, auto or a device as /dev/watchdog0");
    }
    return found;
  }

  private static String unit(Properties properties) {
    String found = AgentConfig.text(properties, "kdump.unit").orElse("auto");
    if (!found.matches("off|auto|[A-Za-z0-9@_.:-]+\\.service")) {
      throw AgentConfig.bad("kdump.unit", found, "off, auto or a unit as kdump-tools.service");
    }
    return found;
  }
}
