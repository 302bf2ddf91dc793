package io.fleetfoot.service.store.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The server's log file, read from where it stood when this start of the server began. */
record ServerLog(Path file, long start) {

  private static final long ROTATED_FROM_BYTES = 16 << 20;
  private static final long TAIL_BYTES = 16 << 10;
  private static final int TAIL_LINES = 20;

  /** Marks the end of the log as it is now; a log grown long is put aside first. */
  static ServerLog markedAt(PostgresHome home) {
    try {
      if (!Files.exists(home.log())) {
        return new ServerLog(home.log(), 0);
      }
      long size = Files.size(home.log());
      if (size < ROTATED_FROM_BYTES) {
        return new ServerLog(home.log(), size);
      }
      Files.move(home.log(), home.oldLog(), StandardCopyOption.REPLACE_EXISTING);
      return new ServerLog(home.log(), 0);
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "cannot write the log %s: %s".formatted(home.log(), e),
          "make %s writable for this user".formatted(home.root()),
          e);
    }
  }

  /** The last lines since the mark. */
  String tail() {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(Math.min(start, log.length()), log.length() - TAIL_BYTES);
      byte[] bytes = new byte[Math.toIntExact(log.length() - from)];
      log.seek(from);
      log.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}
