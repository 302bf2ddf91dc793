package io.fleetfoot.service.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {

  @TempDir Path directory;

  @Test
  void refusesAMachineThatNoArchiveIsFor() {
    assertThatExceptionOfType(EmbeddedPostgresException.class)
        .isThrownBy(() -> PostgresBinaries.archiveFor("s390x"))
        .withMessageContaining("s390x")
        .withMessageContaining("spring.datasource.url");
  }

  @Test
  void keepsModesAndLinksAndUnpacksOnce() throws IOException {
    PostgresHome home = PostgresHome.createdAt(directory);
    Files.createDirectories(directory.resolve("binaries-of-an-earlier-version"));

    PostgresBinaries binaries = PostgresBinaries.unpackedIn(home);

    assertThat(binaries.program("postgres")).isExecutable();
    assertThat(Files.getPosixFilePermissions(binaries.program("initdb")))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(binaries.directory().resolve("lib/libpq.so")).isSymbolicLink();
    FileTime unpacked = Files.getLastModifiedTime(binaries.directory());
    assertThat(PostgresBinaries.unpackedIn(home)).isEqualTo(binaries);
    assertThat(Files.getLastModifiedTime(binaries.directory())).isEqualTo(unpacked);
  }
}
