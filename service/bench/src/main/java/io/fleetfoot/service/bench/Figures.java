package io.fleetfoot.service.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.databind.json.JsonMapper;

/** Writes a command's figures for machines. */
final class Figures {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Figures() {}

  /** Writes the figures as indented JSON to the file, whole or not at all. */
  static void write(Object figures, Path file) {
    byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(figures);
    Path absolute = file.toAbsolutePath();
    Path unfinished = absolute.resolveSibling(absolute.getFileName() + ".unfinished");
    try {
      Files.write(unfinished, text);
      Files.move(unfinished, absolute, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the figures to " + absolute, e);
    }
  }
}
