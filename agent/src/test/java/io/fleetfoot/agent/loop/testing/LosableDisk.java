package io.fleetfoot.agent.loop.testing;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory on a disk on which every change counts as an effect, and which forgets in a power cut
 * what was not synced: the bytes of a file that was not forced, the names in a directory that was
 * not. Directories themselves are kept.
 */
public final class LosableDisk {
  private final Path directory;
  private final Effects effects;
  private final DiskFileSystem fileSystem = new DiskFileSystem(this);
  private Map<Path, Node> names = new HashMap<>();
  private Map<Path, Node> durableNames = new HashMap<>();

  /** A file, whatever it is called. */
  private static final class Node {
    private Optional<byte[]> durable = Optional.empty();
  }

  /** Lies over a directory, which is empty. */
  public LosableDisk(Path directory, Effects effects) {
    this.directory = directory;
    this.effects = effects;
  }

  /** Returns the directory as the agent shall see it. */
  public Path root() {
    return new DiskPath(this, directory);
  }

  FileSystem fileSystem() {
    return fileSystem;
  }

  void effect(String what, Path path, Effects.Half half) throws IOException {
    String name = directory.relativize(path).toString().replaceAll("[0-9a-f]{56}", "");
    effects.onDisk(what + " " + (name.isEmpty() ? "the directory" : name), half);
  }

  void created(Path path) {
    names.computeIfAbsent(path, made -> new Node());
  }

  void moved(Path from, Path to) {
    names.put(to, names.remove(from));
  }

  void deleted(Path path) {
    names.remove(path);
  }

  /** What a directory's or a file's fsync brings to the disk. */
  void forced(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      durableNames.keySet().removeIf(name -> path.equals(name.getParent()));
      names.forEach(
          (name, node) -> {
            if (path.equals(name.getParent())) {
              durableNames.put(name, node);
            }
          });
    } else {
      names.get(path).durable = Optional.of(Files.readAllBytes(path));
    }
  }

  /** Brings everything to the disk, as sync(2) does. */
  public void sync() throws IOException {
    for (Path name : names.keySet()) {
      forced(name);
    }
    durableNames = new HashMap<>(names);
  }

  /** Loses what was not synced. */
  public void cutPower() throws IOException {
    for (Path file : files()) {
      Files.delete(file);
    }
    for (Map.Entry<Path, Node> entry : durableNames.entrySet()) {
      Files.write(entry.getKey(), entry.getValue().durable.orElse(new byte[0]));
      Files.setPosixFilePermissions(entry.getKey(), PosixFilePermissions.fromString("rw-------"));
    }
    names = new HashMap<>(durableNames);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
