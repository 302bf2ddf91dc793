package io.fleetfoot.agent.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes every target's seeds as files, for {@code agent/lab/fuzz}, and prints the targets. */
public final class SeedWriter {

  private SeedWriter() {}

  /** Takes the directory. */
  public static void main(String[] arguments) throws IOException {
    for (FuzzTarget target : FuzzTarget.values()) {
      Path directory = Files.createDirectories(Path.of(arguments[0], target.name()));
      int number = 0;
      for (byte[] seed : target.seeds()) {
        Files.write(directory.resolve("seed-" + number++), seed);
      }
      System.out.println(target);
    }
  }
}
