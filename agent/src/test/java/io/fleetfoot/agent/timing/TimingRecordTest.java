package io.fleetfoot.agent.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimingRecordTest {

  private final byte[] bytes = TimingRecord.ahead("fx-1c9d5a7b3e2f4860", 2596150000L).format();

  @Test
  void refusesShortRecord() {
    assertRefused(Arrays.copyOf(bytes, 63), "has 63 bytes, expected 64");
  }

  @Test
  void refusesRecordOfSomeoneElse() {
    bytes[0] = 'K';
    assertRefused(bytes, "begins with 0x464c464b");
  }

  @Test
  void refusesRecordOfAVersionToCome() {
    bytes[4] = 2;
    assertRefused(bytes, "of version 2, expected 1");
  }

  @Test
  void refusesExecIdLongerThanItsField() {
    bytes[6] = 33;
    assertRefused(bytes, "exec id of 33 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with space", "ä", "123456789012345678901234567890123"})
  void refusesExecIdThatDoesNotFitACommandLine(String execId) {
    assertThatIllegalArgumentException().isThrownBy(() -> TimingRecord.ahead(execId, 0));
  }

  @Test
  void isUnstampedUntilTheLauncherHasRun() {
    TimingRecord before = TimingRecord.parse(bytes);
    assertThat(before.isStamped()).isFalse();
    ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(TimingRecord.LAUNCHER_ENTERED_OFFSET, 1000);
    record.putLong(TimingRecord.LAUNCHER_LEFT_OFFSET, 2000);
    TimingRecord after = TimingRecord.parse(bytes);
    assertThat(after).isEqualTo(new TimingRecord("fx-1c9d5a7b3e2f4860", 2596150000L, 1000, 2000));
    assertThat(after.isStamped()).isTrue();
  }

  @Property
  void readsWhatItWrote(
      @ForAll @StringLength(min = 1, max = 32) @CharRange(from = '!', to = '~') String execId,
      @ForAll long hertz,
      @ForAll long entered,
      @ForAll long left) {
    TimingRecord record = new TimingRecord(execId, hertz, entered, left);
    assertThat(TimingRecord.parse(Arrays.copyOf(record.format(), 70))).isEqualTo(record);
  }

  private static void assertRefused(byte[] bytes, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimingRecord.parse(bytes))
        .withMessageContaining(reason);
  }
}
