package io.fleetfoot.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Finds all that is wrong with a configuration: each faulty key is taken out and the rest judged.
 */
final class ConfigFaults {
  private static final String ANY_URL = "https://any.example";

  private ConfigFaults() {}

  /**
   * Judges a properties file as a whole.
   *
   * @throws InvalidConfigException with every fault, and the lines where the file has them
   */
  static AgentConfig judge(PropertyLines file) {
    var left = new Properties();
    left.putAll(file.values());
    List<String> faults = new ArrayList<>(file.duplicates());
    while (true) {
      try {
        AgentConfig config = AgentConfig.from(left);
        refuse(faults);
        return config;
      } catch (InvalidConfigException e) {
        if (e.keys().isEmpty()) {
          throw e;
        }
        faults.add(e.getMessage() + where(file.of(e.keys())));
        e.keys().forEach(left::remove);
        if (e.keys().contains("service.url")) {
          left.setProperty("service.url", ANY_URL);
        }
      }
    }
  }

  private static String where(List<Integer> lines) {
    return lines.isEmpty()
        ? ""
        : " (line%s %s)".formatted(lines.size() == 1 ? "" : "s", PropertyLines.numbers(lines));
  }

  private static void refuse(List<String> faults) {
    if (!faults.isEmpty()) {
      String all = String.join("\n  ", faults);
      throw new InvalidConfigException(
          faults.size() == 1 ? all : "%d faults:\n  %s".formatted(faults.size(), all));
    }
  }
}
