package io.fleetfoot.agent.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.agent.manifest.testing.TestManifests;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class SigningKeyTest {

  // openssl genpkey -algorithm ed25519
  private static final String BY_OPENSSL =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
      -----END PRIVATE KEY-----
      """;

  @Test
  void refusesWhatIsNoPrivateKey() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningKey.parse(TestManifests.KEY.publicPem()))
        .withMessage("0 PRIVATE KEY blocks, expected one of an Ed25519 key in PKCS#8");
  }

  @Test
  void refusesAPrivateKeyThatIsDamaged() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningKey.parse(BY_OPENSSL.replace("MC4C", "MC4D")))
        .withMessageContaining("no Ed25519 private key");
  }

  @Test
  void isTheSameKeyWhenItIsReadBack() {
    SigningKey key = SigningKey.generate(new SecureRandom());
    SigningKey read = SigningKey.parse(key.privatePem());
    assertThat(read.keyId()).isEqualTo(key.keyId());
    assertThat(read.publicPem()).isEqualTo(key.publicPem());
  }

  @Test
  void readsAKeyThatOpensslMade() {
    // RFC 8032, 7.1, test 1: secret 9d61b19d…, public d75a9801…
    assertThat(SigningKey.parse(BY_OPENSSL).publicPem())
        .contains("MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
  }
}
