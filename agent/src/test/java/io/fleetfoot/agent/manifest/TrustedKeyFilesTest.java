package io.fleetfoot.agent.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.manifest.testing.TestManifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedKeyFilesTest {

  private static final SigningKey KEY = TestManifests.KEY;

  @TempDir private Path directory;

  @Test
  void saysHowToPinAKeyWhenThereIsNone() {
    assertRefused(
        directory.resolve("none"),
        "found no trusted key: %s/none does not exist".formatted(directory),
        "on this host as %s/none/NAME.pem".formatted(directory));
    assertRefused(directory, "found no trusted key: %s holds no *.pem".formatted(directory));
  }

  @Test
  void refusesAFileThatHoldsNoKey() throws IOException {
    TestManifests.pin(directory, KEY);
    Files.writeString(directory.resolve("note.pem"), "the key comes tomorrow");
    assertRefused(directory, "note.pem, which is no public key: no PUBLIC KEY block");
  }

  @Test
  void refusesTheSecretKeyInPlaceOfThePublicOne() throws IOException {
    Files.writeString(directory.resolve("signing.pem"), KEY.privatePem());
    assertRefused(directory, "signing.pem, which is no public key: no PUBLIC KEY block");
  }

  @Test
  void refusesAKeyThatIsNotOfEd25519() throws IOException {
    // openssl ecparam -name prime256v1 -genkey | openssl ec -pubout
    Files.writeString(
        directory.resolve("p256.pem"),
        """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE/pSf0pMqhxpDhm/mYgYjb+8gmChM
        IzWmhb5QxUtmdXtsPaWP7yehwgI57adb2QQFKY3cSVsxFVbw7MDbYnzulw==
        -----END PUBLIC KEY-----
        """);
    assertRefused(directory, "p256.pem, which is no public key: no Ed25519 public key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-"})
  void refusesAFileThatOthersCanWrite(String mode) throws IOException {
    Path file = TestManifests.pin(directory, KEY);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    assertRefused(directory, "with mode 06", "chown root and chmod 0644 it");
  }

  @Test
  void readsAllPemFilesOfADirectoryAndNoOthers() throws Exception {
    SigningKey second = SigningKey.generate(new SecureRandom());
    TestManifests.pin(directory, KEY);
    TestManifests.pin(directory, second);
    Files.writeString(directory.resolve("README"), "keys of the release team");
    assertThat(TrustedKeyFiles.read(directory).ids())
        .containsExactlyInAnyOrder(KEY.keyId(), second.keyId());
  }

  @Test
  void readsOneFileWithSeveralKeys() throws Exception {
    SigningKey second = SigningKey.generate(new SecureRandom());
    Path file = directory.resolve("keys");
    Files.writeString(file, "# ours\n" + KEY.publicPem() + second.publicPem());
    assertThat(TrustedKeyFiles.read(file).ids()).hasSize(2).contains(second.keyId());
  }

  private static void assertRefused(Path path, String... message) {
    assertThatExceptionOfType(ManifestRefusedException.class)
        .isThrownBy(() -> TrustedKeyFiles.read(path))
        .satisfies(
            refused -> {
              assertThat(refused.refusal().check()).isEqualTo("manifest-signature");
              assertThat(refused).message().contains(message);
            });
  }
}
