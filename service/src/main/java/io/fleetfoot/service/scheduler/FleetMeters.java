package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.fleet.Availability;
import io.fleetfoot.service.fleet.KnownChecks;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.rollout.Course;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.timing.Forecast;
import io.fleetfoot.service.timing.Phase;
import io.fleetfoot.service.timing.PhaseTiming;
import io.fleetfoot.service.timing.PhaseTimings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Counts and times what this replica saved, into the meters of {@link Meters}. */
public class FleetMeters {

  private static final List<Double> BUCKET_SECONDS =
      List.of(
          0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0,
          2.5, 5.0, 10.0, 20.0, 30.0, 60.0);
  private static final Duration[] BUCKETS =
      BUCKET_SECONDS.stream()
          .map(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final LabelledGauge hosts;
  private final LabelledGauge activeReboots;
  private final LabelledGauge activeRollouts;
  private final LabelledGauge silentHosts;
  private final LabelledGauge failingChecks;
  private final LabelledGauge rolloutHosts;
  private final LabelledGauge openWaves;
  private final LabelledGauge failed;
  private final LabelledGauge failureBudgets;
  private final LabelledGauge idle;
  private final LabelledGauge blocked;
  private final LabelledGauge forecastEnds;
  private final LabelledGauge deadlineChances;

  /** Makes the meters in the registry; counters of every outcome begin at 0. */
  public FleetMeters(MeterRegistry registry) {
    this.registry = registry;
    this.hosts = gauge(Meters.HOSTS);
    this.activeReboots = gauge(Meters.ACTIVE_REBOOTS);
    this.activeRollouts = gauge(Meters.ROLLOUTS_ACTIVE);
    this.silentHosts = gauge(Meters.HOSTS_SILENT);
    this.failingChecks = gauge(Meters.HOSTS_FAILING_CHECK);
    this.rolloutHosts = gauge(Meters.ROLLOUT_HOSTS);
    this.openWaves = gauge(Meters.ROLLOUT_OPEN_WAVE);
    this.failed = gauge(Meters.ROLLOUT_FAILED);
    this.failureBudgets = gauge(Meters.ROLLOUT_FAILURE_BUDGET);
    this.idle = gauge(Meters.ROLLOUT_IDLE);
    this.blocked = gauge(Meters.ADMISSION_BLOCKED);
    this.forecastEnds = gauge(Meters.ROLLOUT_FORECAST_END);
    this.deadlineChances = gauge(Meters.ROLLOUT_DEADLINE_CHANCE);
    Arrays.stream(RebootState.values()).filter(RebootState::isTerminal).forEach(this::reboots);
    Arrays.stream(RolloutState.values()).filter(RolloutState::isTerminal).forEach(this::rollouts);
    Arrays.stream(Course.Pause.values()).forEach(this::pauses);
    Arrays.stream(Constraint.values()).forEach(this::denials);
    counter(Meters.REPORTS_OUT_OF_PLACE, Tags.empty());
    counter(Meters.CERTIFICATES_REFUSED, Tags.empty());
  }

  /** Returns the upper bounds of the histograms' buckets, in seconds. */
  public static List<Double> bucketSeconds() {
    return BUCKET_SECONDS;
  }

  void timed(PhaseTimings phases, KernelChange change) {
    phases.timings().forEach(timing -> timed(timing, change));
  }

  void down(Duration downtime, KernelChange change) {
    timer(Meters.REBOOT_DOWNTIME, tags(change)).record(downtime);
  }

  void ended(RebootState outcome) {
    reboots(outcome).increment();
  }

  void ended(RolloutState outcome) {
    rollouts(outcome).increment();
  }

  void paused(Course.Pause why) {
    pauses(why).increment();
  }

  void denied(Constraint constraint) {
    denials(constraint).increment();
  }

  void certificateRefused() {
    counter(Meters.CERTIFICATES_REFUSED, Tags.empty()).increment();
  }

  void blocked(Map<Constraint, Integer> counts) {
    Map<Tags, Number> shown = new HashMap<>();
    for (Constraint constraint : Constraint.values()) {
      shown.put(Tags.of("constraint", constraint.wireName()), counts.getOrDefault(constraint, 0));
    }
    blocked.show(shown);
  }

  void outOfPlace() {
    counter(Meters.REPORTS_OUT_OF_PLACE, Tags.empty()).increment();
  }

  void hosts(Map<Availability.State, Integer> counts) {
    hosts.show(counted("availability", Arrays.asList(Availability.State.values()), counts));
  }

  void activeReboots(Map<RebootState, Integer> counts) {
    activeReboots.show(counted("state", RebootState.active(), counts));
  }

  void activeRollouts(Map<RolloutState, Integer> counts) {
    activeRollouts.show(counted("state", RolloutState.active(), counts));
  }

  void silentHosts(int count) {
    silentHosts.show(Map.of(Tags.empty(), count));
  }

  void failingChecks(List<HostCheckups.CheckCount> counts) {
    Map<Tags, Integer> shown = new HashMap<>();
    counts.forEach(
        count ->
            shown.merge(
                Tags.of(
                    "check",
                    KnownChecks.label(count.check()),
                    "severity",
                    count.severity().wireName()),
                count.hosts(),
                Integer::sum));
    failingChecks.show(shown);
  }

  void rollouts(List<RolloutFigures> rollouts) {
    Map<Tags, Number> hostCounts = new HashMap<>();
    rollouts.forEach(figures -> hostCounts.putAll(hostCounts(figures)));
    rolloutHosts.show(hostCounts);
    openWaves.show(each(rollouts, figures -> figures.openWave() + 1));
    failed.show(each(rollouts, RolloutFigures::failed));
    failureBudgets.show(each(rollouts, RolloutFigures::failureBudget));
    Map<Tags, Number> idleSeconds = new HashMap<>();
    for (RolloutFigures figures : rollouts) {
      Duration since = figures.idle();
      if (since != null) {
        idleSeconds.put(Tags.of("rollout", figures.name()), since.toMillis() / 1e3);
      }
    }
    idle.show(idleSeconds);
  }

  /** Shows the forecasts of the rollouts of these names, and of no others. */
  void forecasts(Map<String, Forecast> forecasts) {
    Map<Tags, Number> ends = new HashMap<>();
    Map<Tags, Number> chances = new HashMap<>();
    forecasts.forEach(
        (rollout, forecast) -> {
          put(ends, Tags.of("rollout", rollout, "percentile", "50"), seconds(forecast.p50()));
          put(ends, Tags.of("rollout", rollout, "percentile", "90"), seconds(forecast.p90()));
          put(chances, Tags.of("rollout", rollout), forecast.chanceToMeetDeadline());
        });
    forecastEnds.show(ends);
    deadlineChances.show(chances);
  }

  private static void put(Map<Tags, Number> shown, Tags tags, @Nullable Number figure) {
    if (figure != null) {
      shown.put(tags, figure);
    }
  }

  private static @Nullable Long seconds(@Nullable Instant time) {
    return time == null ? null : time.getEpochSecond();
  }

  private static <S extends Enum<S>> Map<Tags, Number> counted(
      String label, Collection<S> states, Map<S, Integer> counts) {
    Map<Tags, Number> shown = new HashMap<>();
    states.forEach(state -> shown.put(Tags.of(label, word(state)), counts.getOrDefault(state, 0)));
    return shown;
  }

  private static Map<Tags, Number> each(
      List<RolloutFigures> rollouts, Function<RolloutFigures, Number> figure) {
    Map<Tags, Number> shown = new HashMap<>();
    rollouts.forEach(
        figures -> shown.put(Tags.of("rollout", figures.name()), figure.apply(figures)));
    return shown;
  }

  private static Map<Tags, Number> hostCounts(RolloutFigures figures) {
    Map<Tags, Number> shown = new HashMap<>();
    figures
        .waves()
        .forEach(
            (wave, counts) ->
                counted("state", Arrays.asList(RebootState.values()), counts)
                    .forEach(
                        (state, count) ->
                            shown.put(
                                state.and(
                                    "rollout", figures.name(), "wave", Integer.toString(wave + 1)),
                                count)));
    return shown;
  }

  private void timed(PhaseTiming timing, KernelChange change) {
    timer(
            Meters.REBOOT_PHASE,
            Tags.of("phase", timing.phase().wireName(), "method", change.method()))
        .record(timing.length());
    if (timing.phase() == Phase.BLACKOUT) {
      timer(Meters.KEXEC_BLACKOUT, tags(change).and("quality", timing.quality().wireName()))
          .record(timing.length());
    }
  }

  private static Tags tags(KernelChange change) {
    return Tags.of("method", change.method(), "from", change.from(), "to", change.to());
  }

  private Timer timer(Meters meter, Tags tags) {
    return Timer.builder(meter.meterName())
        .description(meter.sentence())
        .tags(tags)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private Counter reboots(RebootState outcome) {
    return counter(Meters.REBOOTS, Tags.of("outcome", word(outcome)));
  }

  private Counter rollouts(RolloutState outcome) {
    return counter(Meters.ROLLOUTS, Tags.of("outcome", word(outcome)));
  }

  private Counter pauses(Course.Pause why) {
    return counter(Meters.ROLLOUT_PAUSES, Tags.of("reason", word(why)));
  }

  private Counter denials(Constraint constraint) {
    return counter(Meters.ADMISSION_DENIALS, Tags.of("constraint", constraint.wireName()));
  }

  private Counter counter(Meters meter, Tags tags) {
    return Counter.builder(meter.meterName())
        .description(meter.sentence())
        .tags(tags)
        .register(registry);
  }

  private LabelledGauge gauge(Meters meter) {
    return new LabelledGauge(
        MultiGauge.builder(meter.meterName()).description(meter.sentence()).register(registry));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
