package io.fleetfoot.agent;

import io.fleetfoot.agent.kexec.ReservedRegion;
import io.fleetfoot.agent.preflight.Examination;
import io.fleetfoot.agent.preflight.Fitness;
import io.fleetfoot.agent.preflight.HostSource;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** All checks of a host and of its agent's configuration, without a service and without effect. */
final class Diagnosis {

  /** The properties file of the package. */
  static final Path CONFIG_FILE = Path.of("/etc/fleetfoot/agent.properties");

  private static final Path MACHINE_ID = Path.of("/etc/machine-id");

  private final Function<Path, HostSource> hosts;

  /** Takes what opens the host whose machine-id is in that file. */
  Diagnosis(Function<Path, HostSource> hosts) {
    this.hosts = hosts;
  }

  /** Looks at host and configuration; without a file, at the package's if it is there. */
  Fitness of(Optional<Path> configFile) {
    Path file = configFile.orElse(CONFIG_FILE);
    if (configFile.isEmpty() && !Files.exists(file)) {
      return host(MACHINE_ID, ReservedRegion.QUICK_KEXEC).and(ConfigChecks.missing(file));
    }
    try {
      AgentConfig config = AgentConfig.read(file);
      return host(config.machineIdFile(), config.quickRegion()).and(ConfigChecks.of(file, config));
    } catch (InvalidConfigException e) {
      return host(MACHINE_ID, ReservedRegion.QUICK_KEXEC)
          .and(ConfigChecks.unusable(file, String.valueOf(e.getMessage())));
    }
  }

  private Fitness host(Path machineIdFile, String quickRegion) {
    HostSource host = hosts.apply(machineIdFile);
    try {
      return Examination.of(host.facts(), host.survey(), quickRegion);
    } catch (IllegalStateException | UncheckedIOException e) {
      return Examination.unreadable(String.valueOf(e.getMessage()));
    }
  }
}
