package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenTest {

  @Test
  void refusesABlankToken() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Token(" "));
  }

  @Test
  void doesNotShowItselfInLogs() {
    assertThat(new Token("ht_secret")).asString().doesNotContain("secret");
  }

  @Test
  void isKeptAsItsSha256() {
    assertThat(new Token("abc").hash().hex())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void isMadeOfChanceBehindItsPrefix() {
    Random random = new Random(1);

    Token token = Token.random("ht_", random);

    assertThat(token.value()).matches("ht_[A-Za-z0-9_-]{43}");
    assertThat(token).isNotEqualTo(Token.random("ht_", random));
  }
}
