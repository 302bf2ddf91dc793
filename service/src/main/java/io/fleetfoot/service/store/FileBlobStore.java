package io.fleetfoot.service.store;

import io.fleetfoot.service.fleet.Blob;
import io.fleetfoot.service.fleet.Sha256;
import io.fleetfoot.service.scheduler.BlobStore;
import io.fleetfoot.service.scheduler.WrongDigestException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps blobs as files, {@code ab/abcd…} under its directory. A file with a blob's name is whole
 * and on disk: it is written beside, forced, and renamed.
 */
public final class FileBlobStore implements BlobStore {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int SHARD_LETTERS = 2;

  private final Path directory;

  /** Makes it over a directory, which is created when the first blob comes. */
  public FileBlobStore(Path directory) {
    this.directory = directory;
  }

  @Override
  public Blob put(InputStream bytes) throws IOException {
    return put(bytes, Optional.empty());
  }

  @Override
  public Blob put(InputStream bytes, Sha256 expected) throws IOException {
    return put(bytes, Optional.of(expected));
  }

  @Override
  public Optional<Blob> find(Sha256 digest) {
    try {
      return Optional.of(new Blob(digest, Files.size(file(digest))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at blob " + file(digest), e);
    }
  }

  @Override
  public InputStream open(Sha256 digest) throws IOException {
    return Files.newInputStream(file(digest));
  }

  private Blob put(InputStream bytes, Optional<Sha256> expected) throws IOException {
    Path incoming = Files.createDirectories(directory.resolve("incoming"));
    Path unfinished = incoming.resolve(UUID.randomUUID().toString());
    try {
      Blob blob = write(bytes, unfinished);
      if (expected.isPresent() && !expected.get().equals(blob.sha256())) {
        throw new WrongDigestException(expected.get(), blob);
      }
      finish(unfinished, blob.sha256());
      return blob;
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static Blob write(InputStream bytes, Path file) throws IOException {
    MessageDigest sha256 = sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    long size = 0;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
        sha256.update(buffer, 0, read);
        ByteBuffer chunk = ByteBuffer.wrap(buffer, 0, read);
        while (chunk.hasRemaining()) {
          channel.write(chunk);
        }
        size += read;
      }
      channel.force(true);
    }
    return new Blob(new Sha256(HexFormat.of().formatHex(sha256.digest())), size);
  }

  /** Renames over what may be there, so that putting a blob again also mends it. */
  private void finish(Path unfinished, Sha256 digest) throws IOException {
    Path shard = Files.createDirectories(shard(digest));
    Files.move(unfinished, file(digest), StandardCopyOption.ATOMIC_MOVE);
    force(shard);
    force(directory);
  }

  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private Path file(Sha256 digest) {
    return shard(digest).resolve(digest.hex());
  }

  private Path shard(Sha256 digest) {
    return directory.resolve(digest.hex().substring(0, SHARD_LETTERS));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
