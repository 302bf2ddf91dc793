package io.fleetfoot.service.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("lock");
  }

  @Test
  void refusesTheSecondOfTheSameProcessTimeAndAgain() {
    try (HomeLock first = HomeLock.take(file)) {
      for (int i = 0; i < 3; i++) {
        assertThatExceptionOfType(EmbeddedPostgresException.class)
            .isThrownBy(() -> HomeLock.take(file))
            .withMessageContaining("this very process")
            .withMessageContaining("fleetfoot.home of its own");
      }
      assertThat(first).isNotNull();
    }
  }

  @Test
  void writesDownWhoHoldsIt() throws IOException {
    try (HomeLock held = HomeLock.take(file)) {
      assertThat(held).isNotNull();
      assertThat(Files.readString(file))
          .contains("process " + ProcessHandle.current().pid())
          .contains("running since");
    }
  }

  @Test
  void canBeTakenAgainOnceFreed() {
    HomeLock.take(file).close();

    try (HomeLock second = HomeLock.take(file)) {
      assertThat(second).isNotNull();
    }
  }

  @Test
  void saysSoWhenTheFileCannotBeMade() {
    assertThatExceptionOfType(EmbeddedPostgresException.class)
        .isThrownBy(() -> HomeLock.take(directory.resolve("absent/lock")))
        .withMessageContaining("cannot lock");
  }
}
