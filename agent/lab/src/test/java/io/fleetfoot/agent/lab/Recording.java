package io.fleetfoot.agent.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * What Prometheus scraped of a rollout, kept after the lab has ended: the chart's tests run the
 * dashboards against it.
 */
record Recording(Path directory) {

  private static final Path OF_THE_ROLLOUT = Path.of("target/rollout-recording").toAbsolutePath();

  /** Makes an empty one in place of an earlier one. */
  static Recording ofTheRollout() {
    try {
      if (Files.exists(OF_THE_ROLLOUT)) {
        try (Stream<Path> files = Files.walk(OF_THE_ROLLOUT)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
      return new Recording(Files.createDirectories(OF_THE_ROLLOUT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says when the rollout was; without this the recording counts for nothing. */
  void finish(Instant from, Instant to) throws IOException {
    Files.writeString(
        directory.resolve("range.properties"), "from=%s%nto=%s%n".formatted(from, to));
  }
}
