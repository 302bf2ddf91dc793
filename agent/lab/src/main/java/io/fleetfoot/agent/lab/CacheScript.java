package io.fleetfoot.agent.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A script that puts something in the cache and prints where, as {@code NAME=PATH}.
 *
 * @param script the program
 * @param name what stands before the path
 */
record CacheScript(Path script, String name) {
  private static final int NOT_THERE = 3;

  /** Runs it; empty if it says with status 3 that there is nothing, having said why. */
  Optional<Path> run(String... arguments) {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String printed =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int status = process.waitFor();
      if (status == NOT_THERE) {
        return Optional.empty();
      }
      if (status != 0 || !printed.startsWith(name + "=")) {
        throw new LabException(
            "%s ended with status %d and printed \"%s\", wanted %s=PATH"
                .formatted(String.join(" ", command), status, printed, name));
      }
      return Optional.of(Path.of(printed.substring(name.length() + 1)));
    } catch (IOException e) {
      throw new LabException("cannot run " + script, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while running " + script, e);
    }
  }
}
