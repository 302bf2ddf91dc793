package io.fleetfoot.agent;

import io.fleetfoot.agent.file.NamedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is looked at before the agent starts, because nobody would like to hear of it later. */
final class StartChecks {

  private StartChecks() {}

  /** Returns what a person should mend, but the agent can do with. */
  static List<String> warnings(Path configFile, AgentConfig config) {
    List<String> warnings = new ArrayList<>();
    if (config.joinToken().isPresent()) {
      NamedFile.readableByOthers(configFile).ifPresent(warnings::add);
    }
    config
        .metrics()
        .textfileDirectory()
        .filter(directory -> !Files.isDirectory(directory) || !Files.isWritable(directory))
        .ifPresent(
            directory ->
                warnings.add(
                    "textfile.directory: found %s, which is %s, wanted a directory that this agent can write to; timings of reboots are left nowhere until it is there"
                        .formatted(
                            directory,
                            Files.isDirectory(directory)
                                ? "not to be written to"
                                : "no directory")));
    return warnings;
  }

  /**
   * Makes the state directory, if it is not there.
   *
   * @throws InvalidConfigException if it cannot be made, or not be written to
   */
  static void requireStateDirectory(Path directory) {
    String wanted =
        "wanted a directory of its own that this agent can write to; set another one, or run this as root";
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      String why = Files.exists(directory) ? "which is no directory" : "which cannot be made";
      throw new InvalidConfigException(
          "state.directory: found %s, %s, %s".formatted(directory, why, wanted));
    }
    if (!Files.isWritable(directory)) {
      throw new InvalidConfigException(
          "state.directory: found %s, which cannot be written to, %s".formatted(directory, wanted));
    }
  }
}
