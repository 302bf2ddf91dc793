package io.fleetfoot.agent;

import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.loop.CompletedReboot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The timing of the reboot that this boot came from, in a file for node_exporter's textfile
 * collector. Which file that is stays noted in the state directory, so that it is taken away when
 * nobody wants it any more.
 */
final class Textfile {
  static final String NAME = "fleetfoot_agent.prom";

  private static final System.Logger LOG = System.getLogger(Textfile.class.getName());

  private final Optional<Path> file;
  private final Path note;

  /** Takes the collector's directory, if one is configured. */
  Textfile(Optional<Path> directory, Path stateDirectory) {
    this.file = directory.map(place -> place.resolve(NAME));
    this.note = stateDirectory.resolve("textfile.path");
  }

  /**
   * Leaves the file of that reboot, and none of an earlier one. A host can do without: a directory
   * that cannot be written to is logged.
   */
  void show(Optional<CompletedReboot> reboot) {
    Optional<Path> wanted = file.filter(any -> reboot.isPresent());
    try {
      removeTheOneBefore(wanted);
      if (wanted.isPresent()) {
        Files.writeString(note, wanted.get().toString());
        write(wanted.get(), text(reboot.get()));
      }
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "textfile.directory: found {0}, wanted a directory that this agent may write to",
          e.toString());
    }
  }

  private void removeTheOneBefore(Optional<Path> wanted) throws IOException {
    if (!Files.exists(note)) {
      return;
    }
    Path before = Path.of(Files.readString(note).strip());
    if (before.endsWith(NAME) && !wanted.equals(Optional.of(before))) {
      Files.deleteIfExists(before);
      Files.delete(note);
    }
  }

  /** The collector reads no half of a file, and runs as somebody else than this agent. */
  private static void write(Path file, String text) throws IOException {
    Path next = Files.createTempFile(file.getParent(), "." + NAME, ".next");
    try {
      Files.write(next, text.getBytes(StandardCharsets.UTF_8));
      Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  private static String text(CompletedReboot reboot) {
    var blackouts = new StringBuilder();
    var phases = new StringBuilder();
    for (Report.Phase phase : reboot.phases()) {
      String how =
          "quality=\"%s\",source=\"%s\"".formatted(phase.quality(), phase.source().orElse(""));
      phases.append(
          sample(AgentMeter.PHASE, "phase=\"%s\",%s".formatted(phase.name(), how), phase));
      if (phase.name().equals("blackout")) {
        blackouts.append(
            sample(AgentMeter.BLACKOUT, "method=\"%s\",%s".formatted(reboot.method(), how), phase));
      }
    }
    return family(AgentMeter.BLACKOUT, blackouts) + family(AgentMeter.PHASE, phases);
  }

  private static String sample(AgentMeter meter, String labels, Report.Phase phase) {
    return "%s{%s} %s%n".formatted(meter.meterName(), labels, phase.seconds());
  }

  private static String family(AgentMeter meter, CharSequence samples) {
    return samples.isEmpty()
        ? ""
        : "# HELP %1$s %2$s%n# TYPE %1$s gauge%n%3$s"
            .formatted(meter.meterName(), meter.description(), samples);
  }
}
