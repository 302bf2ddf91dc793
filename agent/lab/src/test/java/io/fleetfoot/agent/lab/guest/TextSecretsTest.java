package io.fleetfoot.agent.lab.guest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextSecretsTest {

  private static final long DELTA = 0xae00000L;
  private static final byte[] DIGEST =
      HexFormat.of().parseHex("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
  private static final TextSecrets SECRETS =
      new TextSecrets(
          TextSecrets.LINKED_START + DELTA,
          TextSecrets.LINKED_START + DELTA + (48 << 20),
          List.of(DIGEST));

  @Test
  void addressOfTheTextIsFoundInLettersAndAsANumberAnywhere() {
    assertThat(SECRETS.areToldBy("x ffffffff8be01234 T do_it".getBytes(US_ASCII))).isTrue();
    assertThat(SECRETS.areToldBy("x FFFFFFFF8BE01234".getBytes(US_ASCII))).isTrue();
    assertThat(SECRETS.areToldBy(numberAt(3, 0xffffffff8be01234L))).isTrue();
  }

  @Test
  void addressesOutsideOfTheTextTellNothing() {
    assertThat(SECRETS.areToldBy("ffffffff81001234 ffffffffa0001234".getBytes(US_ASCII))).isFalse();
    assertThat(SECRETS.areToldBy(numberAt(0, 0xffffffffff600000L))).isFalse();
    assertThat(SECRETS.areToldBy(new byte[64])).isFalse();
  }

  @Test
  void digestOfWhatWasStagedIsFoundInLettersAndAsBytes() {
    assertThat(SECRETS.areToldBy("sha256:0123456789abcdef0123".getBytes(US_ASCII))).isTrue();
    byte[] record = new byte[80];
    System.arraycopy(DIGEST, 0, record, 33, DIGEST.length);
    assertThat(SECRETS.areToldBy(record)).isTrue();
  }

  @Test
  void wayThatTheTextWasMovedIsFoundInLettersAndAsANumber() {
    assertThat(SECRETS.hasDelta("offset=0xae00000".getBytes(US_ASCII))).isTrue();
    assertThat(SECRETS.hasDelta("offset=182452224".getBytes(US_ASCII))).isTrue();
    assertThat(SECRETS.hasDelta(numberAt(5, DELTA))).isTrue();
    assertThat(SECRETS.hasDelta("offset=0xbe00000".getBytes(US_ASCII))).isFalse();
  }

  private static byte[] numberAt(int at, long number) {
    return ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).putLong(at, number).array();
  }
}
