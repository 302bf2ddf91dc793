package io.fleetfoot.agent;

import io.fleetfoot.agent.file.NamedFile;
import io.fleetfoot.agent.kexec.ReservedRegion;
import io.fleetfoot.agent.loop.ProtectionSettings;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the agent's properties file says.
 *
 * @param serviceUrl where the service listens, {@code http} or {@code https}
 * @param serviceCa the certificates of which the service's must be from one, instead of all that
 *     this Java trusts
 * @param joinToken what registers this host, needed until the service knows its key
 * @param joinTokenFile the file that holds the join token, instead
 * @param stateDirectory where identity, journal and cache live; it must survive a reboot
 * @param trustedKeys a PEM file, or a directory of {@code *.pem}: the keys that may sign a kernel
 *     image for this host
 * @param machineIdFile the file whose first line is the host's machine-id
 * @param pollInterval how long the agent waits between two looks at its assignment
 * @param metrics where the agent shows what it knows
 * @param labels what the host is registered with
 * @param unverified whether this host enters a kernel without verification when the policy says so
 * @param quickRegion what the kernel calls the memory of its quick kexec in /proc/iomem
 * @param quickFlag what kexec_load(2) calls KEXEC_QUICK there: kernels that carry it do not agree
 * @param protection how the host is left, and protected while that goes on
 * @param corruptSlotAfterStaging lab only: flip one staged byte, which verification must then catch
 */
public record AgentConfig(
    URI serviceUrl,
    Optional<Path> serviceCa,
    Optional<String> joinToken,
    Optional<Path> joinTokenFile,
    Path stateDirectory,
    Path trustedKeys,
    Path machineIdFile,
    Duration pollInterval,
    MetricsSettings metrics,
    Map<String, String> labels,
    boolean unverified,
    String quickRegion,
    long quickFlag,
    ProtectionSettings protection,
    boolean corruptSlotAfterStaging) {

  private static final String LABELS = "labels.";
  private static final Set<String> OWN_KEYS =
      Set.of(
          "service.url",
          "service.ca",
          "join.token",
          "join.token.file",
          "state.directory",
          "trusted.keys",
          "machine-id.file",
          "poll.interval",
          "verification.none",
          "quick.region",
          "quick.flag",
          "debug.corrupt-slot-after-staging");

  static final Set<String> KEYS =
      Stream.of(OWN_KEYS, ProtectionKeys.ALL, MetricsSettings.KEYS)
          .flatMap(Set::stream)
          .collect(Collectors.toUnmodifiableSet());

  /** Copies the labels, and judges what must fit together. */
  public AgentConfig {
    labels = Map.copyOf(labels);
    if (joinToken.isPresent() && joinTokenFile.isPresent()) {
      throw bad("join.token", "join.token.file as well", "one of the two");
    }
    if (serviceCa.isPresent() && !"https".equals(serviceUrl.getScheme())) {
      throw bad("service.ca", "service.url = " + serviceUrl, "an https URL with it");
    }
  }

  /** Returns the same with another place for node_exporter's textfile. */
  AgentConfig withTextfileDirectory(Path directory) {
    return new AgentConfig(
        serviceUrl,
        serviceCa,
        joinToken,
        joinTokenFile,
        stateDirectory,
        trustedKeys,
        machineIdFile,
        pollInterval,
        metrics.withTextfileDirectory(directory),
        labels,
        unverified,
        quickRegion,
        quickFlag,
        protection,
        corruptSlotAfterStaging);
  }

  /** Says whether what the agent sends can be read, held back and changed on its way. */
  public boolean isInTheOpen() {
    String host = serviceUrl.getHost();
    return "http".equals(serviceUrl.getScheme())
        && !host.equals("localhost")
        && !host.startsWith("127.")
        && !host.equals("[::1]");
  }

  /** Reads and judges a properties file in UTF-8. */
  public static AgentConfig read(Path file) {
    return ConfigFaults.judge(lines(file));
  }

  /** Reads what the region of quick kexec is called, from a file that need not be complete. */
  static String quickRegion(Path file) {
    return quickRegion(lines(file).values());
  }

  private static String quickRegion(Properties properties) {
    return text(properties, "quick.region").orElse(ReservedRegion.QUICK_KEXEC);
  }

  private static PropertyLines lines(Path file) {
    try {
      return PropertyLines.of(NamedFile.text(file));
    } catch (IOException e) {
      throw new InvalidConfigException("configuration file " + NamedFile.words(e));
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigException(
          "configuration file %s: found a \\u without four hexadecimal digits, wanted a properties file; write \\\\ for a backslash"
              .formatted(file));
    }
  }

  /**
   * Judges properties; every key is optional but {@code service.url}, and an unknown key is an
   * error.
   */
  public static AgentConfig from(Properties properties) {
    refuseUnknownKeys(properties);
    return new AgentConfig(
        serviceUrl(properties),
        optionalPath(properties, "service.ca"),
        text(properties, "join.token"),
        optionalPath(properties, "join.token.file"),
        path(properties, "state.directory", "/var/lib/fleetfoot"),
        path(properties, "trusted.keys", "/etc/fleetfoot/trusted-keys"),
        path(properties, "machine-id.file", "/etc/machine-id"),
        duration(properties, "poll.interval", "PT1S", Duration.ofMillis(100), Duration.ofHours(1)),
        MetricsSettings.read(properties),
        labels(properties),
        flag(properties, "verification.none"),
        quickRegion(properties),
        quickFlag(properties),
        ProtectionKeys.read(properties),
        flag(properties, "debug.corrupt-slot-after-staging"));
  }

  private static void refuseUnknownKeys(Properties properties) {
    List<String> unknown =
        properties.stringPropertyNames().stream()
            .filter(key -> !KEYS.contains(key) && !key.startsWith(LABELS))
            .sorted()
            .toList();
    if (!unknown.isEmpty()) {
      throw new InvalidConfigException(
          unknown,
          "unknown key %s, wanted one of %s or labels.NAME"
              .formatted(String.join(", ", unknown), new TreeSet<>(KEYS)));
    }
  }

  private static URI serviceUrl(Properties properties) {
    String found =
        text(properties, "service.url")
            .orElseThrow(() -> bad("service.url", "nothing", "the service's URL"));
    String wanted = "an http or https URL such as http://10.0.2.2:8080";
    try {
      URI url = new URI(found.endsWith("/") ? found.substring(0, found.length() - 1) : found);
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (!http || url.getHost() == null || url.getQuery() != null) {
        throw bad("service.url", found, wanted);
      }
      return url;
    } catch (URISyntaxException e) {
      throw bad("service.url", found, wanted);
    }
  }

  static Optional<Path> optionalPath(Properties properties, String key) {
    return text(properties, key).map(found -> path(key, found));
  }

  private static Path path(Properties properties, String key, String ifAbsent) {
    return path(key, text(properties, key).orElse(ifAbsent));
  }

  private static Path path(String key, String found) {
    try {
      Path path = Path.of(found);
      if (!path.isAbsolute()) {
        throw bad(key, found, "an absolute path");
      }
      return path;
    } catch (InvalidPathException e) {
      throw bad(key, found, "an absolute path");
    }
  }

  /** Returns a duration within bounds. */
  static Duration duration(
      Properties properties, String key, String ifAbsent, Duration least, Duration most) {
    String found = text(properties, key).orElse(ifAbsent);
    String wanted = "an ISO-8601 duration from %s to %s".formatted(least, most);
    try {
      Duration duration = Duration.parse(found);
      if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
        throw bad(key, found, wanted);
      }
      return duration;
    } catch (DateTimeParseException e) {
      throw bad(key, found, wanted);
    }
  }

  private static Map<String, String> labels(Properties properties) {
    var labels = new TreeMap<String, String>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(LABELS)) {
        String name = key.substring(LABELS.length());
        if (name.isBlank()) {
          throw bad(key, "no name after the dot", "labels.NAME=VALUE");
        }
        labels.put(name, properties.getProperty(key).strip());
      }
    }
    return labels;
  }

  private static long quickFlag(Properties properties) {
    String found = text(properties, "quick.flag").orElse("0x8000");
    // include/uapi/linux/kexec.h: 0x1 and 0x2 are taken everywhere, the upper half is the machine
    boolean one = found.matches("0x[0-9a-f]{1,4}") && Long.bitCount(Long.decode(found)) == 1;
    if (!one || Long.decode(found) < 4) {
      throw bad("quick.flag", found, "one bit from 0x4 to 0x8000, such as 0x8000 or 0x4");
    }
    return Long.decode(found);
  }

  private static boolean flag(Properties properties, String key) {
    String found = text(properties, key).orElse("false");
    return switch (found) {
      case "true" -> true;
      case "false" -> false;
      default -> throw bad(key, found, "true or false");
    };
  }

  static Optional<String> text(Properties properties, String key) {
    return Optional.ofNullable(properties.getProperty(key))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  static InvalidConfigException bad(String key, String found, String wanted) {
    return new InvalidConfigException(
        List.of(key), "%s: found %s, wanted %s".formatted(key, found, wanted));
  }
}
