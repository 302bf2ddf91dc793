package io.fleetfoot.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.loop.testing.FakeHost;
import io.fleetfoot.agent.timing.KernelLogMark;
import io.fleetfoot.agent.timing.LabStamps;
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
  private static final LabStamps STAMPS = new LabStamps(1_999_000_000L, 2_030_000_000L);
  private static final ClockReading BARE =
      new ClockReading(Optional.empty(), "", Duration.ofSeconds(4), 7_000_000_000L);

  @Test
  void knowsOnlyTheOldKernelsPartWhenNothingCrossed() {
    assertThat(BootTimings.join(EXECUTION, Crossing.NONE, perf(2_051_000_000L), 0))
        .containsExactly(phase("quiesce", 0.9, "exact", "journal"));
  }

  @Test
  void saysNothingWhereNobodyKnowsTheFrequency() {
    var blind = new Execution("r-1", "fx-1", "reserved", "b", Instant.EPOCH, 0, 1, 2);
    var record = new TimingRecord("fx-1", 0, 3, 4);
    var clocks = new ClockReading(Optional.empty(), "", Duration.ofSeconds(1), 9);
    assertThat(BootTimings.join(blind, by(record), clocks, 0)).isEmpty();
  }

  @Test
  void saysNothingOfTheWayWhereTheCounterMayBeAnother() {
    var clocks =
        new ClockReading(
            Optional.empty(),
            MARKED,
            Optional.empty(),
            Duration.ofSeconds(4),
            7_000_000_000L,
            false);
    assertThat(BootTimings.join(EXECUTION, by(RECORD), clocks, 0))
        .extracting(Report.Phase::name)
        .containsExactly("quiesce");
  }

  @Test
  void leavesOutABlackoutThatWouldEndBeforeTheJump() {
    var clocks = new ClockReading(Optional.empty(), "", Duration.ofSeconds(9), 5_000_000_000L);
    assertThat(BootTimings.join(EXECUTION, by(RECORD), clocks, 0))
        .extracting(Report.Phase::name)
        .containsExactly("quiesce", "shutdown");
  }

  @Test
  void joinsJournalRecordAndSchedClock() {
    List<Report.Phase> phases =
        BootTimings.join(EXECUTION, by(RECORD), perf(2_051_000_000L), 500_000_000L);
    assertThat(phases)
        .containsExactly(
            phase("quiesce", 0.9, "exact", "journal"),
            phase("shutdown", 0.1, "bound", "setup-data"),
            phase("blackout", 0.05, "bound", "perf-page"),
            phase("boot", 4.45, "bound", "perf-page"));
  }

  @Test
  void prefersWhatTheKernelsNotedThemselves() {
    List<Report.Phase> phases =
        BootTimings.join(
            EXECUTION,
            new Crossing(Optional.of(RECORD), Optional.of(STAMPS), Optional.empty()),
            perf(2_051_000_000L),
            500_000_000L);
    assertThat(phases)
        .containsExactly(
            phase("quiesce", 0.9, "exact", "journal"),
            phase("shutdown", 0.099, "bound", "lab-stamps"),
            phase("blackout", 0.031, "exact", "lab-stamps"),
            phase("boot", 4.47, "exact", "lab-stamps"));
  }

  @Test
  void takesTheKernelsStampsOfALoadWithoutALauncher() {
    var crossing = new Crossing(Optional.empty(), Optional.of(STAMPS), Optional.empty());
    assertThat(BootTimings.join(EXECUTION, crossing, BARE, 0))
        .contains(phase("blackout", 0.031, "exact", "lab-stamps"));
  }

  @Test
  void doesNotBelieveStampsOfAnotherHop() {
    for (LabStamps stale :
        List.of(
            new LabStamps(1_000_000_000L, 2_030_000_000L),
            new LabStamps(2_000_000_500L, 2_030_000_000L),
            new LabStamps(1_999_000_000L, 2_000_000_500L),
            new LabStamps(1_999_000_000L, 9_000_000_000L))) {
      var crossing = new Crossing(Optional.of(RECORD), Optional.of(stale), Optional.empty());
      assertThat(BootTimings.join(EXECUTION, crossing, perf(2_051_000_000L), 0))
          .contains(phase("blackout", 0.05, "bound", "perf-page"));
    }
  }

  @Test
  void boundsTheBlackoutByTheOldKernelsLastLine() {
    // it ran on for 90 ms after the agent had left at 1.9 s
    var crossing =
        new Crossing(Optional.empty(), Optional.empty(), Optional.of(Duration.ofMillis(90)));
    List<Report.Phase> phases =
        BootTimings.join(EXECUTION, crossing, perf(2_051_000_000L), 500_000_000L);
    assertThat(phases)
        .extracting(Report.Phase::name)
        .containsExactly("quiesce", "blackout", "boot");
    Report.Phase blackout = phases.get(1);
    assertThat(blackout.source()).contains("ramoops");
    assertThat(blackout.quality()).isEqualTo("bound");
    // 60 ms, and a little for the drift of the old kernel's clock
    assertThat(blackout.seconds()).isBetween(0.06, 0.0601);
  }

  @Test
  void placesSchedClockByALineOfTheLogWithoutPerf() {
    // the line was written 4 s after the local clock's zero, sched_clock's is 1 ms before that
    var mark = new KernelLogMark(6_051_000_000L, Duration.ofSeconds(4));
    var clocks =
        new ClockReading(
            Optional.empty(),
            MARKED,
            Optional.of(mark),
            Duration.ofSeconds(3),
            7_000_000_000L,
            true);
    Report.Phase blackout = BootTimings.join(EXECUTION, by(RECORD), clocks, 0).get(2);
    assertThat(blackout.source()).contains("kmsg");
    assertThat(blackout.seconds()).isBetween(0.05, 0.0541);
  }

  @Test
  void doesNotPlaceSchedClockByALogThatDoesNotTellItsOffset() {
    var mark = new KernelLogMark(6_051_000_000L, Duration.ofSeconds(4));
    var clocks =
        new ClockReading(
            Optional.empty(), "", Optional.of(mark), Duration.ofSeconds(3), 7_000_000_000L, true);
    assertThat(BootTimings.join(EXECUTION, by(RECORD), clocks, 0).get(2).source())
        .contains("monotonic");
  }

  @Test
  void fallsBackToTheMonotonicClockWithoutPerf() {
    var clocks = new ClockReading(Optional.empty(), MARKED, Duration.ofSeconds(4), 7_000_000_000L);
    List<Report.Phase> phases = BootTimings.join(EXECUTION, by(RECORD), clocks, 0);
    assertThat(phases).extracting(Report.Phase::name).contains("blackout", "boot");
    // 7 s minus 4 s on the clock is 1 s behind the launcher's entry, and a little for drift
    assertThat(phases.get(2).seconds()).isBetween(1.0, 1.01);
    assertThat(phases.get(2).source()).contains("monotonic");
  }

  private static Crossing by(TimingRecord record) {
    return new Crossing(Optional.of(record), Optional.empty(), Optional.empty());
  }

  private static Report.Phase phase(String name, double seconds, String quality, String source) {
    return new Report.Phase(name, seconds, quality, Optional.of(source));
  }

  // sched_clock reads zero where perf's clock reads the offset
  private static ClockReading perf(long zero) {
    var clock = new PerfClock(-zero, FakeHost.GIGAHERTZ.mult(), FakeHost.GIGAHERTZ.shift());
    return new ClockReading(Optional.of(clock), MARKED, Duration.ofSeconds(4), 7_000_000_000L);
  }
}
