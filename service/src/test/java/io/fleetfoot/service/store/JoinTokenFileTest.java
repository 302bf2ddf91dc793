package io.fleetfoot.service.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.service.scheduler.Token;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinTokenFileTest {

  private static final Token TOKEN = new Token("jt_secret");

  @TempDir Path home;

  @Test
  void neverOverwritesAToken() {
    file().write(TOKEN);

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> file().write(new Token("jt_other")));
    assertThat(file().read()).contains(TOKEN);
  }

  @Test
  void holdsNothingAtFirst() {
    assertThat(file().read()).isEmpty();
  }

  @Test
  void givesBackTheTokenAtTheNextStart() {
    file().write(TOKEN);

    assertThat(file().read()).contains(TOKEN);
  }

  @Test
  void isReadableByItsOwnerAlone() throws IOException {
    file().write(TOKEN);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().path())))
        .isEqualTo("rw-------");
  }

  private JoinTokenFile file() {
    return new JoinTokenFile(home.resolve("new/join-token"));
  }
}
