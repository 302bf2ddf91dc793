package io.fleetfoot.agent.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a tool to its end. */
final class Commands {

  private Commands() {}

  /**
   * Runs a command; a status other than 0 is an exception that carries what the command printed.
   */
  static void run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String printed =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int status = process.waitFor();
      if (status != 0) {
        throw new LabException(
            String.join(" ", command) + " ended with " + status + ": " + printed);
      }
    } catch (IOException e) {
      throw new LabException("cannot run " + command.get(0) + "; is it installed?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while running " + command.get(0), e);
    }
  }
}
