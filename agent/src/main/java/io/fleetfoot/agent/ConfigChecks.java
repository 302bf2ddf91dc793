package io.fleetfoot.agent;

import io.fleetfoot.agent.manifest.ManifestRefusedException;
import io.fleetfoot.agent.manifest.TrustedKeyFiles;
import io.fleetfoot.agent.preflight.Check;
import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.preflight.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The checks of what a person has configured. */
final class ConfigChecks {
  // two kernel images with their unpacked kernels
  private static final long WANTED_SPACE = 512L << 20;

  private ConfigChecks() {}

  /** Returns what a properties file says, which could be read. */
  static List<Finding> of(Path file, AgentConfig config) {
    return List.of(
        new Finding(
            Check.CONFIGURATION.id(), Severity.OK, file.toString(), "a file without mistakes", ""),
        trustedKeys(config.trustedKeys()),
        stateDirectory(config.stateDirectory()));
  }

  /** Returns that there is no properties file that could be used. */
  static Finding unusable(Severity severity, String found) {
    return new Finding(
        Check.CONFIGURATION.id(),
        severity,
        found,
        "a properties file with service.url",
        "write one; fleetfoot-agent --help lists the keys");
  }

  private static Finding trustedKeys(Path path) {
    String wanted = "at least one public key that may sign kernel images";
    try {
      int keys = TrustedKeyFiles.read(path).ids().size();
      return new Finding(
          Check.TRUSTED_KEYS.id(), Severity.OK, "%d in %s".formatted(keys, path), wanted, "");
    } catch (ManifestRefusedException e) {
      return new Finding(
          Check.TRUSTED_KEYS.id(),
          Severity.REFUSE,
          e.refusal().found(),
          wanted,
          e.refusal().remedy());
    }
  }

  private static Finding stateDirectory(Path directory) {
    String wanted = "a directory of its own with %d MiB free".formatted(WANTED_SPACE >>> 20);
    try {
      Path there = directory;
      while (!Files.isDirectory(there) && there.getParent() != null) {
        there = there.getParent();
      }
      long free = Files.getFileStore(there).getUsableSpace();
      String found = "%d MiB free for %s".formatted(free >>> 20, directory);
      return free >= WANTED_SPACE
          ? new Finding(Check.STATE_DIRECTORY.id(), Severity.OK, found, wanted, "")
          : new Finding(
              Check.STATE_DIRECTORY.id(),
              Severity.WARN,
              found,
              wanted,
              "free some space, or set state.directory to a larger file system");
    } catch (IOException e) {
      return new Finding(
          Check.STATE_DIRECTORY.id(),
          Severity.UNKNOWN,
          "%s cannot be looked at: %s".formatted(directory, e.getMessage()),
          wanted,
          "run this as root");
    }
  }
}
