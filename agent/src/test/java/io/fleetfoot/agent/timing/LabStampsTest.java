package io.fleetfoot.agent.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabStampsTest {

  private static final String HOP =
      """
      machine_kexec 80000000000
      relocated 80000100000
      startup_64 80000120000
      start_kernel 80060000000
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "machine_kexec",
        "machine_kexec x",
        "machine_kexec -1",
        "machine_kexec 1 2",
        "machine_kexec 99999999999999999999",
        "machine_kexec 2\nstart_kernel 1"
      })
  void refusesWhatIsNoStamp(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabStamps.parse(text))
        .withMessageContaining("kexec_stamps");
  }

  @Test
  void refusesAFileThatIsTooLong() {
    assertThatIllegalArgumentException().isThrownBy(() -> LabStamps.parse("a 1\n".repeat(2000)));
  }

  @Test
  void saysNothingOfAKernelThatTheFirmwareStarted() {
    assertThat(LabStamps.parse("startup_64 1200000\nstart_kernel 1300000\n")).isEmpty();
    assertThat(LabStamps.parse("")).isEmpty();
  }

  @Test
  void readsTheEndsOfTheBlackout() {
    assertThat(LabStamps.parse(HOP)).contains(new LabStamps(80000000000L, 80060000000L));
  }

  @Property
  void readsEveryCounterThatItIsShown(
      @ForAll @LongRange(min = 0, max = 1L << 58) long left,
      @ForAll @LongRange(min = 0, max = 1L << 58) long dark) {
    long started = left + dark;
    String text = "machine_kexec " + left + "\nstart_kernel " + started;
    assertThat(LabStamps.parse(text)).contains(new LabStamps(left, started));
  }
}
