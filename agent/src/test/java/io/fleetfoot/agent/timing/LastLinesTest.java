package io.fleetfoot.agent.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastLinesTest {

  // as a console in ramoops has it: cut off at its beginning, with callers, noise of the RAM in it
  private static final String CONSOLE =
      """
      ached [ttyS0] disabled
      [ 3599.900000][  T1] kexec_core: Starting new kernel
      [ 3600.100000][ T812] fleetfoot-agent: exec fx-1 leaves this kernel
      \0\0\ufffd
      <6>[ 3600.300000][  T1] sd 0:0:0:0: [sda] Synchronizing SCSI cache
      [ 3600.345678][  T1] kexec_core: Starting new kernel
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "kexec_core: Starting new kernel",
        "[ 1.000000] kexec_core: Starting new kernel",
        "[ 1.000000] fleetfoot-agent: exec fx-1 leaves this kernel",
        "[ 1.000000] fleetfoot-agent: exec fx-2 leaves this kernel\n"
            + "[ 2.000000] kexec_core: Starting new kernel",
        "[ 2.000000] fleetfoot-agent: exec fx-1 leaves this kernel\n"
            + "[ 1.000000] kexec_core: Starting new kernel",
        "[ 1.0] fleetfoot-agent: exec fx-1 leaves this kernel\n"
            + "[ 2.0] kexec_core: Starting new kernel"
      })
  void saysNothingOfAConsoleThatDoesNotEndWithTheExecution(String console) {
    assertThat(LastLines.between(console, "fx-1")).isEmpty();
  }

  @Test
  void findsHowLongTheOldKernelRanOn() {
    assertThat(LastLines.between(CONSOLE, "fx-1")).contains(Duration.ofNanos(245_678_000));
  }

  @Test
  void takesTheLastOfTwoTries() {
    String console =
        """
        [ 10.000000] fleetfoot-agent: exec fx-1 leaves this kernel
        [ 11.000000] kexec_core: Starting new kernel
        [ 20.000000] fleetfoot-agent: exec fx-1 leaves this kernel
        """;
    assertThat(LastLines.between(console, "fx-1")).isEmpty();
    assertThat(LastLines.between(console + "[ 20.500000] kexec: Starting new kernel", "fx-1"))
        .contains(Duration.ofMillis(500));
  }

  @Property
  void readsTheTimeThatThePrefixShows(
      @ForAll @IntRange(min = 0, max = 999_999_999) int seconds,
      @ForAll @IntRange(min = 0, max = 999_999) int micros) {
    String line = "<12>[%5d.%06d] a: b".formatted(seconds, micros);
    assertThat(KernelLogLine.parse(line))
        .containsExactly(
            new KernelLogLine(Duration.ofSeconds(seconds).plusNanos(micros * 1000L), "a: b"));
  }

  @Test
  void findsTheLineThatTheAgentWrote() {
    String log = "<5>[    7.123456] fleetfoot-agent: clock 1f\n<5>[ 8.000000] other\n";
    assertThat(KernelLogMark.find(log, "fleetfoot-agent: clock 1f", 99))
        .contains(new KernelLogMark(99, Duration.ofNanos(7_123_456_000L)));
    assertThat(KernelLogMark.find(log, "fleetfoot-agent: clock 1", 99)).isEmpty();
  }
}
