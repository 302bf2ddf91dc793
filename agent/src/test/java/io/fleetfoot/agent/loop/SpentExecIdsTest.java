package io.fleetfoot.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpentExecIdsTest {

  @TempDir private Path directory;

  @Test
  void knowsNoneInADirectoryItMakes() throws IOException {
    assertThat(SpentExecIds.open(directory.resolve("state")).contains("fx-1")).isFalse();
  }

  @Test
  void survivesARestart() throws IOException {
    SpentExecIds.open(directory).add("fx-1");
    SpentExecIds.open(directory).add("fx-2");
    SpentExecIds reopened = SpentExecIds.open(directory);
    assertThat(reopened.contains("fx-1")).isTrue();
    assertThat(reopened.contains("fx-2")).isTrue();
    assertThat(reopened.contains("fx-")).isFalse();
  }

  @Test
  void keepsTheLastThousand() throws IOException {
    SpentExecIds spent = SpentExecIds.open(directory);
    for (int i = 0; i <= 1000; i++) {
      spent.add("fx-" + i);
    }
    assertThat(spent.contains("fx-0")).isFalse();
    assertThat(spent.contains("fx-1")).isTrue();
    assertThat(SpentExecIds.open(directory).contains("fx-1")).isTrue();
    assertThat(SpentExecIds.open(directory).contains("fx-1000")).isTrue();
  }
}
