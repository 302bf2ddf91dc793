package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.timing.PerfClock;
import io.fleetfoot.agent.timing.PhaseClock;
import io.fleetfoot.agent.timing.PhaseTiming;
import io.fleetfoot.agent.timing.Quality;
import io.fleetfoot.agent.timing.StartKernelBound;
import io.fleetfoot.agent.timing.TimingRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Joins what the old kernel's agent wrote down, what the launcher stamped and what this kernel's
 * clocks say into the phases of a reboot; a phase one of whose ends is not known is left out.
 */
final class BootTimings {
  private BootTimings() {}

  /**
   * Returns the phases from the verified slot to the agent's main.
   *
   * @param execution of the journal
   * @param record what the launcher of that execution stamped
   * @param clocks this kernel's, read now
   * @param nanosSinceMain how long ago the agent's main began
   */
  static List<Report.Phase> join(
      Execution execution, TimingRecord record, ClockReading clocks, long nanosSinceMain) {
    Optional<PhaseClock> clock = clock(execution, record, clocks);
    if (clock.isEmpty() || !record.isStamped()) {
      return List.of();
    }
    var phases = new Phases(clock.get());
    phases.add("quiesce", execution.slotEqual(), execution.leaving(), Quality.EXACT);
    // reboot(2) is called when the journal's last write is done: the figure holds that write, too
    phases.add("shutdown", execution.leaving(), record.launcherEntered(), Quality.BOUND);
    OptionalLong startKernel = startKernel(record, clocks, clock.get());
    if (startKernel.isPresent()) {
      long main = clocks.counter() - ticks(nanosSinceMain, clock.get());
      phases.add("blackout", record.launcherEntered(), startKernel.getAsLong(), Quality.BOUND);
      phases.add("boot", startKernel.getAsLong(), main, Quality.BOUND);
    }
    return List.copyOf(phases.list);
  }

  private static Optional<PhaseClock> clock(
      Execution execution, TimingRecord record, ClockReading clocks) {
    long told = clocks.perf().map(PerfClock::hertz).orElse(0L);
    for (long hertz : new long[] {told, record.hertz(), execution.hertz()}) {
      if (hertz > 0) {
        return Optional.of(new PhaseClock(hertz));
      }
    }
    return Optional.empty();
  }

  /** Returns the tightest bound that is not before the jump, which no true bound can be. */
  private static OptionalLong startKernel(
      TimingRecord record, ClockReading clocks, PhaseClock clock) {
    List<StartKernelBound> bounds = new ArrayList<>();
    OptionalLong offset = StartKernelBound.schedClockOffset(clocks.kernelLog());
    if (clocks.perf().isPresent() && offset.isPresent()) {
      bounds.add(StartKernelBound.ofSchedClock(clocks.perf().get(), offset.getAsLong()));
    }
    bounds.add(StartKernelBound.ofMonotonic(clocks.counter(), clocks.monotonic(), clock));
    return bounds.stream()
        .mapToLong(StartKernelBound::counter)
        .filter(counter -> counter >= record.launcherLeft())
        .min();
  }

  private static long ticks(long nanos, PhaseClock clock) {
    return Math.round(nanos / 1e9 * clock.hertz());
  }

  private static final class Phases {
    private final PhaseClock clock;
    private final List<Report.Phase> list = new ArrayList<>();

    Phases(PhaseClock clock) {
      this.clock = clock;
    }

    void add(String name, long from, long to, Quality quality) {
      if (from != 0 && to >= from) {
        PhaseTiming timing = clock.phase(name, from, to, quality);
        list.add(new Report.Phase(name, timing.seconds(), quality.wireName()));
      }
    }
  }
}
