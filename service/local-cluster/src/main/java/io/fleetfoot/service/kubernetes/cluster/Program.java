package io.fleetfoot.service.kubernetes.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the cluster; it ends with this JVM, however that ends. */
final class Program implements AutoCloseable {

  /** Ends the program when its own standard input closes, which the end of the JVM does. */
  private static final String UNTIL_INPUT_CLOSES =
      "exec 3<&0; \"$@\" 3<&- & child=$!;"
          + " { cat <&3 >/dev/null; kill -KILL $child; } & wait $child";

  private final String name;
  private final Path log;
  private final Process process;

  private Program(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  static Program start(Path program, Path directory, List<String> arguments) {
    String name = program.getFileName().toString();
    Path log = directory.resolve(name + ".log");
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", UNTIL_INPUT_CLOSES, name, program.toString()));
    command.addAll(arguments);
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      return new Program(name, log, process);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + program, e);
    }
  }

  boolean isRunning() {
    return process.isAlive();
  }

  String lastLines() {
    try {
      List<String> lines = Files.readAllLines(log);
      return name
          + " said last:\n"
          + String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      return name + " left no log: " + e.getMessage();
    }
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
