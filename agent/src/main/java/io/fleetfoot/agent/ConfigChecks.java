package io.fleetfoot.agent;

import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.manifest.ManifestRefusedException;
import io.fleetfoot.agent.manifest.TrustedKeyFiles;
import io.fleetfoot.agent.preflight.Check;
import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.preflight.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The checks of what a person has configured. */
final class ConfigChecks {
  // two kernel images with their unpacked kernels
  private static final long WANTED_SPACE = 512L << 20;
  private static final String STATE_DIRECTORY_WANTED =
      "a directory of its own with %d MiB free".formatted(WANTED_SPACE >>> 20);
  private static final String TRUSTED_KEYS_WANTED =
      "at least one public key that may sign kernel images";
  // a plain reboot by the firmware needs no kernel image
  private static final List<String> KEXEC =
      Arrays.stream(LoadMethod.values())
          .filter(method -> method != LoadMethod.FIRMWARE)
          .map(LoadMethod::wireName)
          .toList();

  private ConfigChecks() {}

  /** Returns what a properties file says, which could be read. */
  static List<Finding> of(Path file, AgentConfig config) {
    return List.of(
        new Finding(
            Check.CONFIGURATION.id(), Severity.OK, file.toString(), "a file without mistakes", ""),
        trustedKeys(config.trustedKeys()),
        stateDirectory(config.stateDirectory()));
  }

  /** Returns that there is no properties file, and what could not be looked at for that. */
  static List<Finding> missing(Path file) {
    return withoutFile(
        new Finding(
            Check.CONFIGURATION.id(),
            Severity.WARN,
            "no %s, and no --config".formatted(file),
            "a properties file with service.url",
            "write one; fleetfoot-agent --help lists the keys"));
  }

  /** Returns that the properties file cannot be used, and what could not be looked at for that. */
  static List<Finding> unusable(Path file, String why) {
    return withoutFile(
        new Finding(
            Check.CONFIGURATION.id(),
            Severity.REFUSE,
            why,
            "a properties file with service.url, with which the agent starts",
            Files.exists(file)
                ? "correct that in %s; fleetfoot-agent --help lists the keys".formatted(file)
                : "write one; fleetfoot-agent --help lists the keys",
            Arrays.stream(LoadMethod.values()).map(LoadMethod::wireName).toList()));
  }

  private static List<Finding> withoutFile(Finding configuration) {
    return List.of(
        configuration,
        notLookedAt(Check.TRUSTED_KEYS, "trusted.keys", TRUSTED_KEYS_WANTED),
        notLookedAt(Check.STATE_DIRECTORY, "state.directory", STATE_DIRECTORY_WANTED));
  }

  private static Finding notLookedAt(Check check, String key, String wanted) {
    return new Finding(
        check.id(),
        Severity.UNKNOWN,
        "not looked at: no properties file says " + key,
        wanted,
        "see the check configuration");
  }

  static Finding trustedKeys(Path path) {
    try {
      int keys = TrustedKeyFiles.read(path).ids().size();
      return new Finding(
          Check.TRUSTED_KEYS.id(),
          Severity.OK,
          "%d in %s".formatted(keys, path),
          TRUSTED_KEYS_WANTED,
          "");
    } catch (ManifestRefusedException e) {
      return new Finding(
          Check.TRUSTED_KEYS.id(),
          Severity.REFUSE,
          e.refusal().found(),
          TRUSTED_KEYS_WANTED,
          e.refusal().remedy(),
          KEXEC);
    }
  }

  private static Finding stateDirectory(Path directory) {
    String wanted = STATE_DIRECTORY_WANTED;
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
