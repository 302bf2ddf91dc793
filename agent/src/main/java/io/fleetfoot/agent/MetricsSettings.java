package io.fleetfoot.agent;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * Where the agent shows what it knows.
 *
 * @param listen where {@code /metrics} is served
 * @param textfileDirectory where the timing of a reboot is left for node_exporter
 * @param checksInterval how often the checks of {@code doctor} are made
 */
public record MetricsSettings(
    InetSocketAddress listen, Optional<Path> textfileDirectory, Duration checksInterval) {

  static final Set<String> KEYS = Set.of("metrics.listen", "textfile.directory", "checks.interval");

  static MetricsSettings read(Properties properties) {
    return new MetricsSettings(
        listen(properties),
        AgentConfig.optionalPath(properties, "textfile.directory"),
        AgentConfig.duration(
            properties, "checks.interval", "PT5M", Duration.ofSeconds(10), Duration.ofDays(1)));
  }

  MetricsSettings withTextfileDirectory(Path directory) {
    return new MetricsSettings(listen, Optional.of(directory), checksInterval);
  }

  private static InetSocketAddress listen(Properties properties) {
    String found = AgentConfig.text(properties, "metrics.listen").orElse("0.0.0.0:9101");
    int colon = found.lastIndexOf(':');
    String wanted = "an address and a port, such as 0.0.0.0:9101";
    if (colon < 1) {
      throw AgentConfig.bad("metrics.listen", found, wanted);
    }
    try {
      int port = Integer.parseInt(found.substring(colon + 1));
      return InetSocketAddress.createUnresolved(found.substring(0, colon), port);
    } catch (IllegalArgumentException e) {
      throw AgentConfig.bad("metrics.listen", found, wanted);
    }
  }
}
