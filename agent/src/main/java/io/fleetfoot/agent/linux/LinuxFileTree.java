package io.fleetfoot.agent.linux;

import io.fleetfoot.agent.bootmenu.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files under a root directory. */
final class LinuxFileTree implements FileTree {
  private final Path root;

  LinuxFileTree(Path root) {
    this.root = root;
  }

  @Override
  public boolean exists(String path) {
    return Files.exists(at(path));
  }

  @Override
  public Optional<String> text(String path) {
    try {
      return Files.isRegularFile(at(path))
          ? Optional.of(Files.readString(at(path), StandardCharsets.ISO_8859_1))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<ByteBuffer> bytes(String path) {
    if (!Files.isRegularFile(at(path))) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(at(path), StandardOpenOption.READ)) {
      // files of efivarfs cannot be mapped
      return Optional.of(
          path.startsWith("/sys/")
              ? ByteBuffer.wrap(Files.readAllBytes(at(path)))
              : channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  @Override
  public List<String> names(String directory) {
    if (!Files.isDirectory(at(directory))) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(at(directory))) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory + ": " + e.getMessage(), e);
    }
  }

  private Path at(String path) {
    return root.resolve(path.substring(1));
  }
}
