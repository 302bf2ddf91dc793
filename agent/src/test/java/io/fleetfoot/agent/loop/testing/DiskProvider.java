package io.fleetfoot.agent.loop.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The calls of java.nio.file on a {@link LosableDisk}, which change it. */
final class DiskProvider extends FileSystemProvider {
  private final LosableDisk disk;

  DiskProvider(LosableDisk disk) {
    this.disk = disk;
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path real = DiskPath.real(path);
    boolean makes =
        options.contains(StandardOpenOption.CREATE_NEW)
            || (options.contains(StandardOpenOption.CREATE) && !Files.exists(real));
    if (makes) {
      disk.effect("create", real, () -> {});
    } else if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
      disk.effect("truncate", real, () -> {});
    }
    FileChannel channel = FileChannel.open(real, options, attributes);
    if (makes) {
      disk.created(real);
    }
    return new DiskChannel(channel, disk, real);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    Path real = DiskPath.real(path);
    disk.effect("delete", real, () -> {});
    Files.delete(real);
    disk.deleted(real);
  }

  @Override
  public boolean deleteIfExists(Path path) throws IOException {
    boolean there = Files.exists(DiskPath.real(path));
    if (there) {
      delete(path);
    }
    return there;
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    Path from = DiskPath.real(source);
    Path to = DiskPath.real(target);
    disk.effect("move to", to, () -> {});
    Files.move(from, to, options);
    disk.moved(from, to);
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    Path real = DiskPath.real(directory);
    if (!Files.exists(real)) {
      disk.effect("make directory", real, () -> {});
    }
    Files.createDirectory(real, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> real = Files.newDirectoryStream(DiskPath.real(directory))) {
      real.forEach(path -> paths.add(new DiskPath(disk, path)));
    }
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return paths.iterator();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new UnsupportedOperationException("the agent copies nothing");
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options)
      throws IOException {
    Files.setAttribute(DiskPath.real(path), name, value, options);
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return Files.isSameFile(DiskPath.real(path), DiskPath.real(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return Files.isHidden(DiskPath.real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return Files.getFileStore(DiskPath.real(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    Path real = DiskPath.real(path);
    real.getFileSystem().provider().checkAccess(real, modes);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return Files.getFileAttributeView(DiskPath.real(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return Files.readAttributes(DiskPath.real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return Files.readAttributes(DiskPath.real(path), attributes, options);
  }

  @Override
  public String getScheme() {
    return "losable";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException("there is one already");
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return disk.fileSystem();
  }

  @Override
  public Path getPath(URI uri) {
    return new DiskPath(disk, Path.of(uri));
  }
}
