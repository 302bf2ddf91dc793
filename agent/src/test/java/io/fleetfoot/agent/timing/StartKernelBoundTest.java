package io.fleetfoot.agent.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartKernelBoundTest {

  // 2.5 GHz: a tick is 0.4 ns
  private static final int SHIFT = 31;
  private static final int MULT = (int) (0.4 * (1L << SHIFT));

  @Test
  void refusesPerfPageWithoutAClock() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PerfClock(0, 0, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> new PerfClock(0, 1, 64));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[    0.5] clocksource: tsc: mask: 0xffffffffffffffff",
        "[    0.5] sched_clock: Marking unstable (1, 2)<-(3, 4)",
        "[    0.5] sched_clock: Marking stable (1, 2)->(3, four)",
        "[    0.5] sched_clock: Marking stable (1, 2)->(3, 99999999999999999999)"
      })
  void findsNoOffsetInALogWithoutTheLine(String log) {
    assertThat(StartKernelBound.schedClockOffset(log)).isEmpty();
  }

  @Test
  void findsTheOffsetInTheKernelLog() {
    String log =
        """
        <6>[    0.000000] Linux version 6.12.117+deb12-cloud-amd64
        <6>[    1.116413] sched_clock: Marking stable (1012000324, 104413124)->(1815524441, -699110993)
        <6>[    1.120000] registered taskstats version 1
        """;
    assertThat(StartKernelBound.schedClockOffset(log)).hasValue(-699110993);
  }

  @Test
  void readsTheFrequencyOffThePerfPage() {
    assertThat(new PerfClock(0, MULT, SHIFT).hertz()).isCloseTo(2_500_000_000L, within(10L));
  }

  @Test
  void takesTheMultiplierAsUnsigned() {
    assertThat(new PerfClock(0, 0x80000000, 31).hertz()).isEqualTo(1_000_000_000L);
  }

  @Test
  void correctsTheZeroOfTheLocalClockByTheOffset() {
    // the counter stood at 10 s when sched_clock began; the local clock runs 0.7 s behind it
    PerfClock perf = new PerfClock(-10_700_000_000L, MULT, SHIFT);
    StartKernelBound bound = StartKernelBound.ofSchedClock(perf, -700_000_000L);
    assertThat(bound.source()).isEqualTo(Source.PERF_PAGE);
    assertThat(bound.counter()).isCloseTo(25_000_000_000L, within(100L));
  }

  @Property
  void neverRoundsTheBoundDown(
      @ForAll @LongRange(min = 0, max = 1L << 50) long sinceReset,
      @ForAll @IntRange(min = 1 << 26) int mult,
      @ForAll @IntRange(min = 20, max = 32) int shift) {
    PerfClock perf = new PerfClock(-sinceReset, mult, shift);
    BigInteger counter = BigInteger.valueOf(StartKernelBound.ofSchedClock(perf, 0).counter());
    BigInteger nanos = counter.multiply(BigInteger.valueOf(mult)).shiftRight(shift);
    assertThat(nanos).isGreaterThanOrEqualTo(BigInteger.valueOf(sinceReset));
  }

  @Property
  void staysAboveTheTruthThoughTheLogsClockDriftsAndIsCutOff(
      @ForAll @LongRange(min = 0, max = 3_600_000_000_000L) long upNanos,
      @ForAll @LongRange(min = -2_000_000_000L, max = 0) long offset,
      @ForAll @IntRange(min = -500, max = 500) int partsPerMillion) {
    long start = 7_000_000_000L;
    long written = start + upNanos * 5 / 2 + 1;
    long drifted = upNanos + upNanos / 1_000_000 * partsPerMillion;
    // the log shows the local clock, in microseconds
    Duration shown = Duration.ofNanos(Math.floorDiv(drifted + offset, 1000L) * 1000L);
    StartKernelBound bound =
        StartKernelBound.ofKernelLog(
            new KernelLogMark(written, shown), offset, new PhaseClock(2_500_000_000L));
    assertThat(bound.source()).isEqualTo(Source.KMSG);
    assertThat(bound.counter()).isGreaterThanOrEqualTo(start);
    assertThat(bound.counter() - start).isLessThanOrEqualTo(upNanos / 250 + 10_000);
  }

  @Property
  void staysAboveTheTruthThoughTheMonotonicClockDrifts(
      @ForAll @LongRange(min = 0, max = 3_600_000_000_000L) long upNanos,
      @ForAll @IntRange(min = -500, max = 500) int partsPerMillion) {
    long start = 7_000_000_000L;
    long now = start + upNanos * 5 / 2;
    long drifted = upNanos + upNanos / 1_000_000 * partsPerMillion;
    StartKernelBound bound =
        StartKernelBound.ofMonotonic(
            now, Duration.ofNanos(drifted), new PhaseClock(2_500_000_000L));
    assertThat(bound.source()).isEqualTo(Source.MONOTONIC);
    assertThat(bound.counter()).isGreaterThanOrEqualTo(start);
    assertThat(bound.counter() - start).isLessThanOrEqualTo(upNanos / 250 + 10_000);
  }
}
