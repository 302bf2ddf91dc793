package io.fleetfoot.service.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLogTest {

  @TempDir Path directory;
  private PostgresHome home;

  @BeforeEach
  void makeHome() {
    home = PostgresHome.createdAt(directory);
  }

  @Test
  void saysThatThereIsNoLog() {
    assertThat(ServerLog.markedAt(home).tail()).startsWith("(no log");
  }

  @Test
  void showsOnlyWhatThisStartWrote() throws IOException {
    Files.writeString(home.log(), "of yesterday\n");
    ServerLog log = ServerLog.markedAt(home);
    Files.writeString(home.log(), "of today\n", StandardOpenOption.APPEND);

    assertThat(log.tail()).isEqualTo("of today");
  }

  @Test
  void showsTheLastLinesOfMany() throws IOException {
    ServerLog log = ServerLog.markedAt(home);
    Files.writeString(home.log(), "a line\n".repeat(100_000) + "the end\n");

    assertThat(log.tail().lines()).hasSize(20).last().isEqualTo("the end");
  }

  @Test
  void putsALongLogAside() throws IOException {
    try (RandomAccessFile grown = new RandomAccessFile(home.log().toFile(), "rw")) {
      grown.setLength(17 << 20);
    }

    ServerLog.markedAt(home);

    assertThat(home.log()).doesNotExist();
    assertThat(home.oldLog()).exists();
  }
}
