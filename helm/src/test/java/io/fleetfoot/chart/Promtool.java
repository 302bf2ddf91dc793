package io.fleetfoot.chart;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prometheus' own checker of rules and expressions. */
final class Promtool {
  private static final String PROGRAM = "promtool";

  /**
   * What a run ended with.
   *
   * @param output what it printed, errors included
   */
  record Result(int status, String output) {}

  private Promtool() {}

  /** Skips the test where promtool is not installed, unless FLEETFOOT_REQUIRE_PROMTOOL is 1. */
  static void assumePresent() {
    boolean required = "1".equals(System.getenv("FLEETFOOT_REQUIRE_PROMTOOL"));
    assumeTrue(required || isInstalled(), "promtool is not installed; it comes with prometheus");
  }

  private static boolean isInstalled() {
    return List.of(System.getenv("PATH").split(":")).stream()
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, PROGRAM)));
  }

  static Result run(Path directory, String... arguments) {
    List<String> command = new ArrayList<>(List.of(PROGRAM));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
