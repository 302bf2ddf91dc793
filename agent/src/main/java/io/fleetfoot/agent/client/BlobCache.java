package io.fleetfoot.agent.client;

import io.fleetfoot.agent.manifest.Blob;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** The files fetched by digest: a name that is a digest stands only on a file with that digest. */
public final class BlobCache {
  private static final String PARTIAL = ".partial";

  private final Path directory;
  private final ServiceClient service;

  /** Keeps blobs in a directory, which is made when it is missing. */
  public BlobCache(Path directory, ServiceClient service) {
    this.directory = directory;
    this.service = service;
  }

  /**
   * Returns the file of a blob, fetched as far as it is missing and digested in any case.
   *
   * @throws WrongDigestException when all bytes came and they are not the blob's; they are deleted
   * @throws DiskWriteException when the disk did not take them; what came is deleted
   */
  public Path fetch(Blob blob) throws ServiceException, IOException {
    Files.createDirectories(directory);
    try {
      return fetchOnce(blob);
    } catch (WrongDigestException e) {
      // what lay here may have spoiled it; what comes fresh and whole must be right
      return fetchOnce(blob);
    }
  }

  private Path fetchOnce(Blob blob) throws ServiceException, IOException {
    Path complete = directory.resolve(blob.sha256());
    Path partial = directory.resolve(blob.sha256() + PARTIAL);
    if (Files.exists(complete)) {
      // kept bytes are trusted no more than fetched ones
      Files.move(complete, partial, StandardCopyOption.ATOMIC_MOVE);
    }
    try (PartialFile file = PartialFile.open(partial, blob.size())) {
      if (!file.complete()) {
        service.download(blob, file);
      }
      requireDigest(blob, file, partial);
    } catch (DiskWriteException e) {
      // others need the room, the report of this too
      Files.deleteIfExists(partial);
      throw e;
    }
    Files.move(partial, complete, StandardCopyOption.ATOMIC_MOVE);
    forceDirectory();
    return complete;
  }

  /** Returns where a file made from a blob is kept, such as its decompressed form. */
  public Path derived(Blob blob, String suffix) {
    return directory.resolve(blob.sha256() + "." + suffix);
  }

  /** Deletes every file that does not begin with one of these digests. */
  public void keepOnly(Set<String> digests) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (digests.stream().noneMatch(name::startsWith)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static void requireDigest(Blob blob, PartialFile file, Path partial)
      throws IOException, ServiceException {
    if (!file.complete()) {
      throw new ServiceException(
          ServiceException.Reason.UNREACHABLE,
          "blob %s ended after %d of %d bytes"
              .formatted(blob.sha256(), file.length(), blob.size()));
    }
    String found = file.finish();
    if (!found.equals(blob.sha256())) {
      Files.deleteIfExists(partial);
      throw new WrongDigestException(blob, found);
    }
  }

  private void forceDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
