package io.fleetfoot.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.loop.testing.FakeHost;
import io.fleetfoot.agent.timing.PerfClock;
import io.fleetfoot.agent.timing.TimingRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BootTimingsTest {

  private static final String MARKED =
      "<6>[    0.1] sched_clock: Marking stable (1, 2)->(3, -1000000)\n";
  // one tick a nanosecond: the slot was equal at 1 s, and the launcher ran at 2 s
  private static final Execution EXECUTION =
      new Execution(
          "r-1",
          "fx-1",
          "reserved",
          "boot-1",
          Instant.EPOCH,
          1_000_000_000L,
          1_000_000_000L,
          1_900_000_000L);
  private static final TimingRecord RECORD =
      new TimingRecord("fx-1", 1_000_000_000L, 2_000_000_000L, 2_000_001_000L);

  @Test
  void saysNothingOfALauncherThatNeverRan() {
    TimingRecord unstamped = TimingRecord.ahead("fx-1", 1_000_000_000L);
    assertThat(BootTimings.join(EXECUTION, unstamped, perf(2_051_000_000L), 0)).isEmpty();
  }

  @Test
  void saysNothingWhereNobodyKnowsTheFrequency() {
    var blind = new Execution("r-1", "fx-1", "reserved", "b", Instant.EPOCH, 0, 1, 2);
    var record = new TimingRecord("fx-1", 0, 3, 4);
    var clocks = new ClockReading(Optional.empty(), "", Duration.ofSeconds(1), 9);
    assertThat(BootTimings.join(blind, record, clocks, 0)).isEmpty();
  }

  @Test
  void leavesOutABlackoutThatWouldEndBeforeTheJump() {
    var clocks = new ClockReading(Optional.empty(), "", Duration.ofSeconds(9), 5_000_000_000L);
    assertThat(BootTimings.join(EXECUTION, RECORD, clocks, 0))
        .extracting(Report.Phase::name)
        .containsExactly("quiesce", "shutdown");
  }

  @Test
  void joinsJournalRecordAndSchedClock() {
    List<Report.Phase> phases =
        BootTimings.join(EXECUTION, RECORD, perf(2_051_000_000L), 500_000_000L);
    assertThat(phases)
        .containsExactly(
            new Report.Phase("quiesce", 0.9, "exact"),
            new Report.Phase("shutdown", 0.1, "bound"),
            new Report.Phase("blackout", 0.05, "bound"),
            new Report.Phase("boot", 4.45, "bound"));
  }

  @Test
  void fallsBackToTheMonotonicClockWithoutPerf() {
    var clocks = new ClockReading(Optional.empty(), MARKED, Duration.ofSeconds(4), 7_000_000_000L);
    List<Report.Phase> phases = BootTimings.join(EXECUTION, RECORD, clocks, 0);
    assertThat(phases).extracting(Report.Phase::name).contains("blackout", "boot");
    // 7 s minus 4 s on the clock is 1 s behind the launcher's entry, and a little for drift
    assertThat(phases.get(2).seconds()).isBetween(1.0, 1.01);
  }

  // sched_clock reads zero where perf's clock reads the offset
  private static ClockReading perf(long zero) {
    var clock = new PerfClock(-zero, FakeHost.GIGAHERTZ.mult(), FakeHost.GIGAHERTZ.shift());
    return new ClockReading(Optional.of(clock), MARKED, Duration.ofSeconds(4), 7_000_000_000L);
  }
}
