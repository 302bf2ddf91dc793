package io.fleetfoot.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is looked at before the agent starts, because nobody would like to hear of it later. */
final class StartChecks {

  private StartChecks() {}

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
