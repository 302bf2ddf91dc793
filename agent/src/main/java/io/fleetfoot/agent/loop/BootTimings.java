package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.timing.LabStamps;
import io.fleetfoot.agent.timing.PerfClock;
import io.fleetfoot.agent.timing.PhaseClock;
import io.fleetfoot.agent.timing.PhaseTiming;
import io.fleetfoot.agent.timing.Quality;
import io.fleetfoot.agent.timing.Source;
import io.fleetfoot.agent.timing.StartKernelBound;
import io.fleetfoot.agent.timing.TimingRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Joins what the old kernel's agent wrote down, what crossed the kexec and what this kernel's
 * clocks say into the phases of a reboot; a phase one of whose ends is not known is left out.
 */
final class BootTimings {
  private final Execution execution;
  private final ClockReading clocks;
  private final PhaseClock clock;
  private final long main;
  private final List<Report.Phase> phases = new ArrayList<>();

  private BootTimings(
      Execution execution, ClockReading clocks, PhaseClock clock, Duration sinceMain) {
    this.execution = execution;
    this.clocks = clocks;
    this.clock = clock;
    this.main = clocks.counter() - clock.ticks(sinceMain);
  }

  /**
   * Returns the phases from the verified slot to the agent's main.
   *
   * @param execution of the journal
   * @param crossing what tells of the way into this kernel
   * @param clocks this kernel's, read now
   * @param nanosSinceMain how long ago the agent's main began
   */
  static List<Report.Phase> join(
      Execution execution, Crossing crossing, ClockReading clocks, long nanosSinceMain) {
    Optional<PhaseClock> clock = clock(execution, crossing, clocks);
    if (clock.isEmpty()) {
      return List.of();
    }
    var timings = new BootTimings(execution, clocks, clock.get(), Duration.ofNanos(nanosSinceMain));
    timings.add(
        "quiesce", execution.slotEqual(), execution.leaving(), Quality.EXACT, Source.JOURNAL);
    if (clocks.counterLasts()) {
      timings.cross(crossing);
    }
    return List.copyOf(timings.phases);
  }

  private static Optional<PhaseClock> clock(
      Execution execution, Crossing crossing, ClockReading clocks) {
    long told = clocks.perf().map(PerfClock::hertz).orElse(0L);
    long carried = crossing.record().map(TimingRecord::hertz).orElse(0L);
    for (long hertz : new long[] {told, carried, execution.hertz()}) {
      if (hertz > 0) {
        return Optional.of(new PhaseClock(hertz));
      }
    }
    return Optional.empty();
  }

  private void cross(Crossing crossing) {
    Optional<LabStamps> stamps = crossing.stamps().filter(some -> fit(some, crossing.record()));
    if (stamps.isPresent()) {
      byStamps(stamps.get());
    } else if (crossing.record().isPresent()) {
      byRecord(crossing.record().get());
    } else if (crossing.lastLines().isPresent() && execution.leaving() != 0) {
      byLastLines(crossing.lastLines().get());
    }
  }

  /** Stamps of another hop lie outside of what the agent saw of this one. */
  private boolean fit(LabStamps stamps, Optional<TimingRecord> record) {
    return stamps.machineKexec() >= execution.leaving()
        && stamps.startKernel() <= main
        && record
            .filter(
                some ->
                    stamps.machineKexec() > some.launcherEntered()
                        || stamps.startKernel() < some.launcherLeft())
            .isEmpty();
  }

  private void byStamps(LabStamps stamps) {
    addShutdown(stamps.machineKexec(), Source.LAB_STAMPS);
    add("blackout", stamps.machineKexec(), stamps.startKernel(), Quality.EXACT, Source.LAB_STAMPS);
    add("boot", stamps.startKernel(), main, Quality.EXACT, Source.LAB_STAMPS);
  }

  private void byRecord(TimingRecord record) {
    addShutdown(record.launcherEntered(), Source.SETUP_DATA);
    startKernel(record.launcherLeft())
        .ifPresent(
            bound -> {
              addBlackout(record.launcherEntered(), bound, bound.source());
              addBoot(bound);
            });
  }

  /** The old kernel's last line precedes machine_kexec(), so the shutdown has no upper bound. */
  private void byLastLines(Duration ranOn) {
    long dark = execution.leaving() + StartKernelBound.certain(ranOn, clock);
    startKernel(dark)
        .filter(bound -> dark >= execution.leaving())
        .ifPresent(
            bound -> {
              addBlackout(dark, bound, Source.RAMOOPS);
              addBoot(bound);
            });
  }

  /** Returns the tightest bound that is not before {@code jump}, which no true bound can be. */
  private Optional<StartKernelBound> startKernel(long jump) {
    List<StartKernelBound> bounds = new ArrayList<>();
    OptionalLong offset = StartKernelBound.schedClockOffset(clocks.kernelLog());
    if (offset.isPresent()) {
      clocks
          .perf()
          .map(perf -> StartKernelBound.ofSchedClock(perf, offset.getAsLong()))
          .ifPresent(bounds::add);
      clocks
          .mark()
          .map(mark -> StartKernelBound.ofKernelLog(mark, offset.getAsLong(), clock))
          .ifPresent(bounds::add);
    }
    bounds.add(StartKernelBound.ofMonotonic(clocks.counter(), clocks.monotonic(), clock));
    return bounds.stream()
        .filter(bound -> bound.counter() >= jump)
        .min(Comparator.comparingLong(StartKernelBound::counter));
  }

  /**
   * reboot(2) is called when the journal's last write is done: the figure holds that write, too.
   */
  private void addShutdown(long end, Source source) {
    add("shutdown", execution.leaving(), end, Quality.BOUND, source);
  }

  private void addBlackout(long dark, StartKernelBound bound, Source source) {
    add("blackout", dark, bound.counter(), Quality.BOUND, source);
  }

  private void addBoot(StartKernelBound bound) {
    add("boot", bound.counter(), main, Quality.BOUND, bound.source());
  }

  private void add(String name, long from, long to, Quality quality, Source source) {
    if (from != 0 && to >= from) {
      PhaseTiming timing = clock.phase(name, from, to, quality, source);
      phases.add(
          new Report.Phase(
              name, timing.seconds(), quality.wireName(), Optional.of(source.wireName())));
    }
  }
}
