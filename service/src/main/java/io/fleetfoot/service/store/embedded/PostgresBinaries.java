package io.fleetfoot.service.store.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** The packaged PostgreSQL programs, unpacked once into a directory named by their digest. */
record PostgresBinaries(Path directory) {

  private static final Map<String, String> ARCHIVES =
      Map.of(
          "amd64", "/postgres-linux-x86_64.txz",
          "aarch64", "/postgres-linux-arm_64.txz");
  private static final int DIGEST_LETTERS = 16;
  private static final int PERMISSIONS = 0777;
  private static final int OPEN_DIRECTORY = 0755;

  /** Unpacks the programs for this machine unless the very same are there already. */
  static PostgresBinaries unpackedIn(PostgresHome home) {
    String archive = archiveFor(System.getProperty("os.arch"));
    try {
      PostgresBinaries binaries = new PostgresBinaries(home.binaries(digest(archive)));
      if (!Files.isDirectory(binaries.directory)) {
        binaries.unpack(archive);
      }
      return binaries;
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "cannot unpack the packaged PostgreSQL into %s: %s".formatted(home.root(), e),
          "look for a full disk or a read-only file system, or set spring.datasource.url",
          e);
    }
  }

  /** One of the programs: initdb or postgres. */
  Path program(String name) {
    return directory.resolve("bin").resolve(name);
  }

  static String archiveFor(String architecture) {
    String archive = ARCHIVES.get(architecture);
    if (archive == null || PostgresBinaries.class.getResource(archive) == null) {
      throw new EmbeddedPostgresException(
          "this build carries no PostgreSQL for the architecture " + architecture,
          "set spring.datasource.url to a PostgreSQL of your own");
    }
    return archive;
  }

  private static InputStream open(String archive) throws IOException {
    InputStream stream = PostgresBinaries.class.getResourceAsStream(archive);
    if (stream == null) {
      throw new IOException("no resource " + archive);
    }
    return stream;
  }

  private static String digest(String archive) throws IOException {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    try (DigestInputStream stream = new DigestInputStream(open(archive), sha256)) {
      stream.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(sha256.digest()).substring(0, DIGEST_LETTERS);
  }

  /** Unpacks beside the final place and renames: a directory with the final name is complete. */
  private void unpack(String archive) throws IOException {
    Path unfinished = directory.resolveSibling(directory.getFileName() + ".unfinished");
    FileSystemUtils.deleteRecursively(unfinished);
    createOpen(unfinished);
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new XZCompressorInputStream(new BufferedInputStream(open(archive))))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        extract(tar, entry, unfinished);
      }
    }
    Command.of("sync", "-f", unfinished.toString()).run();
    Files.move(unfinished, directory);
  }

  private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path root)
      throws IOException {
    Path target = root.resolve(entry.getName()).normalize();
    if (!target.startsWith(root)) {
      throw new IOException("entry " + entry.getName() + " leads out of the archive");
    }
    if (entry.isDirectory()) {
      createOpen(target);
      return;
    }
    createOpen(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else if (entry.isFile()) {
      Files.copy(tar, target);
      Files.setAttribute(target, "unix:mode", entry.getMode() & PERMISSIONS);
    } else {
      throw new IOException("entry " + entry.getName() + " is neither file, directory nor link");
    }
  }

  /** Creates a directory that any user can enter, whatever the umask. */
  private static void createOpen(@Nullable Path path) throws IOException {
    if (path != null && !Files.isDirectory(path)) {
      createOpen(path.getParent());
      Files.createDirectory(path);
      Files.setAttribute(path, "unix:mode", OPEN_DIRECTORY);
    }
  }
}
