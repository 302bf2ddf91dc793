package io.fleetfoot.agent;

import io.fleetfoot.agent.preflight.Examination;
import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.preflight.HostSource;
import io.fleetfoot.agent.preflight.Severity;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  List<Finding> of(Optional<Path> configFile) {
    Path file = configFile.orElse(CONFIG_FILE);
    if (configFile.isEmpty() && !Files.exists(file)) {
      return with(
          MACHINE_ID,
          List.of(ConfigChecks.unusable(Severity.WARN, "no " + file + ", and no --config")));
    }
    try {
      AgentConfig config = AgentConfig.read(file);
      return with(config.machineIdFile(), ConfigChecks.of(file, config));
    } catch (InvalidConfigException e) {
      String why = String.valueOf(e.getMessage());
      return with(MACHINE_ID, List.of(ConfigChecks.unusable(Severity.REFUSE, why)));
    }
  }

  private List<Finding> with(Path machineIdFile, List<Finding> ofConfig) {
    List<Finding> findings = new ArrayList<>(host(hosts.apply(machineIdFile)));
    findings.addAll(ofConfig);
    return findings;
  }

  private static List<Finding> host(HostSource host) {
    try {
      return Examination.of(host.facts(), host.survey());
    } catch (IllegalStateException | UncheckedIOException e) {
      return List.of(Examination.unreadable(String.valueOf(e.getMessage())));
    }
  }
}
