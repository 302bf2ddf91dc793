package io.fleetfoot.agent.loop.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A file of a {@link LosableDisk}. */
final class DiskChannel extends FileChannel {
  private final FileChannel real;
  private final LosableDisk disk;
  private final Path path;

  DiskChannel(FileChannel real, LosableDisk disk, Path path) {
    this.real = real;
    this.disk = disk;
    this.path = path;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    disk.effect("write", path, () -> real.write(half(bytes)));
    return real.write(bytes);
  }

  @Override
  public int write(ByteBuffer bytes, long position) throws IOException {
    disk.effect("write", path, () -> real.write(half(bytes), position));
    return real.write(bytes, position);
  }

  private static ByteBuffer half(ByteBuffer bytes) {
    ByteBuffer half = bytes.duplicate();
    return half.limit(half.position() + half.remaining() / 2);
  }

  @Override
  public long write(ByteBuffer[] bytes, int offset, int length) {
    throw new UnsupportedOperationException("the agent gathers nothing");
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    disk.effect("truncate", path, () -> {});
    real.truncate(size);
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    disk.effect("force", path, () -> {});
    disk.forced(path);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return real.read(into);
  }

  @Override
  public int read(ByteBuffer into, long position) throws IOException {
    return real.read(into, position);
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    return real.read(into, offset, length);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    return real.map(mode, position, size);
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return real.transferTo(position, count, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException("the agent transfers nothing");
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException("the agent locks nothing");
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException("the agent locks nothing");
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }
}
