package io.fleetfoot.service.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresUserTest {

  private static final PostgresUser STRANGER = new PostgresUser(64999, 64999, true);

  @TempDir Path directory;

  @Test
  void refusesToBeRoot() throws IOException {
    assumeTrue(isRoot());
    assertThatExceptionOfType(EmbeddedPostgresException.class)
        .isThrownBy(() -> PostgresUser.of("root"))
        .withMessageContaining("PostgreSQL refuses to run as root");
  }

  @Test
  void refusesAUserThatDoesNotExist() throws IOException {
    assumeTrue(isRoot());
    assertThatExceptionOfType(EmbeddedPostgresException.class)
        .isThrownBy(() -> PostgresUser.of("nobody-of-that-name"))
        .withMessageContaining("nobody-of-that-name");
  }

  @Test
  void asksForNoOtherUserWhenTheServiceIsNotRoot() {
    assertThat(new PostgresUser(1000, 1000, false).prefixToReach(directory))
        .contains("--pdeathsig=INT")
        .noneMatch(word -> word.startsWith("--reuid"));
  }

  @Test
  void asksForOneCapabilityOnlyWhenADirectoryAboveIsClosed() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));

    assertThat(STRANGER.canReach(directory)).isFalse();
    assertThat(STRANGER.prefixToReach(directory))
        .contains("--reuid=64999", "--bounding-set=-all,+dac_read_search");
  }

  @Test
  void givesUpEveryCapabilityWhereTheWayIsOpen() {
    assertThat(STRANGER.canReach(Path.of("/usr"))).isTrue();
    assertThat(STRANGER.prefixToReach(Path.of("/usr"))).contains("--bounding-set=-all");
  }

  private static boolean isRoot() throws IOException {
    return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
  }
}
