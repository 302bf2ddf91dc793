package io.fleetfoot.agent.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Small files of /proc, /sys and /etc, under a root that tests can set. */
public final class HostFiles {
  private final Path root;

  /** Reads under {@code root}, which is {@code /} on a host. */
  public HostFiles(Path root) {
    this.root = root;
  }

  /** Returns where an absolute path lies under the root. */
  Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  /** Returns whether there is such a file. */
  boolean exists(String absolute) {
    return Files.exists(path(absolute));
  }

  /** Returns the bytes, or nothing when there is no such file. */
  Optional<byte[]> bytes(String absolute) {
    try {
      return Optional.of(Files.readAllBytes(path(absolute)));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + absolute + ": " + e.getMessage(), e);
    }
  }

  /** Returns the text, or nothing when there is no such file. */
  Optional<String> text(String absolute) {
    return bytes(absolute).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Returns the first line without its end, or nothing when there is no such file. */
  Optional<String> line(String absolute) {
    return text(absolute).flatMap(text -> text.lines().findFirst()).map(String::strip);
  }

  /** Returns the text of a file that every Linux has. */
  String required(String absolute) {
    return text(absolute)
        .orElseThrow(() -> new IllegalStateException(absolute + " is missing; is /proc mounted?"));
  }

  /** Returns the names in a directory, sorted; none when it is missing. */
  List<String> children(String absolute) {
    if (!exists(absolute)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(path(absolute))) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + absolute + ": " + e.getMessage(), e);
    }
  }

  /** Returns the numbered directories in a directory, by number; none when it is missing. */
  List<String> numbered(String absolute) {
    if (!exists(absolute)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(path(absolute))) {
      return children
          .map(child -> child.getFileName().toString())
          .filter(name -> name.matches("[0-9]{1,9}"))
          .sorted(Comparator.comparingInt(Integer::parseInt))
          .map(name -> absolute + "/" + name)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + absolute + ": " + e.getMessage(), e);
    }
  }
}
