package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.fleet.Availability;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.timing.Phase;
import io.fleetfoot.service.timing.PhaseTiming;
import io.fleetfoot.service.timing.PhaseTimings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

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
  private final MultiGauge hosts;
  private final MultiGauge activeReboots;
  private final MultiGauge silentHosts;
  private final MultiGauge rolloutHosts;
  private final MultiGauge openWaves;
  private final MultiGauge failed;
  private final MultiGauge failureBudgets;
  private final MultiGauge idle;

  /** Makes the meters in the registry; counters of every outcome begin at 0. */
  public FleetMeters(MeterRegistry registry) {
    this.registry = registry;
    this.hosts = gauge(Meters.HOSTS);
    this.activeReboots = gauge(Meters.ACTIVE_REBOOTS);
    this.silentHosts = gauge(Meters.HOSTS_SILENT);
    this.rolloutHosts = gauge(Meters.ROLLOUT_HOSTS);
    this.openWaves = gauge(Meters.ROLLOUT_OPEN_WAVE);
    this.failed = gauge(Meters.ROLLOUT_FAILED);
    this.failureBudgets = gauge(Meters.ROLLOUT_FAILURE_BUDGET);
    this.idle = gauge(Meters.ROLLOUT_IDLE);
    Arrays.stream(RebootState.values()).filter(RebootState::isTerminal).forEach(this::reboots);
    Arrays.stream(RolloutState.values()).filter(RolloutState::isTerminal).forEach(this::rollouts);
    Arrays.stream(Constraint.values()).forEach(this::denials);
    counter(Meters.REPORTS_OUT_OF_PLACE, Tags.empty());
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

  void denied(Constraint constraint) {
    denials(constraint).increment();
  }

  void outOfPlace() {
    counter(Meters.REPORTS_OUT_OF_PLACE, Tags.empty()).increment();
  }

  void hosts(Map<Availability.State, Integer> counts) {
    hosts.register(
        Arrays.stream(Availability.State.values())
            .map(state -> row("availability", state, counts.getOrDefault(state, 0)))
            .toList(),
        true);
  }

  void activeReboots(Map<RebootState, Integer> counts) {
    activeReboots.register(
        RebootState.active().stream()
            .map(state -> row("state", state, counts.getOrDefault(state, 0)))
            .toList(),
        true);
  }

  void silentHosts(int count) {
    silentHosts.register(List.of(MultiGauge.Row.of(Tags.empty(), count)), true);
  }

  void rollouts(List<RolloutFigures> rollouts) {
    rolloutHosts.register(rollouts.stream().flatMap(FleetMeters::hostRows).toList(), true);
    register(openWaves, rollouts, figures -> figures.openWave() + 1);
    register(failed, rollouts, RolloutFigures::failed);
    register(failureBudgets, rollouts, RolloutFigures::failureBudget);
    idle.register(
        rollouts.stream()
            .filter(figures -> figures.idle() != null)
            .map(figures -> row(figures, figures.idle().toMillis() / 1e3))
            .toList(),
        true);
  }

  private static void register(
      MultiGauge gauge, List<RolloutFigures> rollouts, Function<RolloutFigures, Number> figure) {
    gauge.register(
        rollouts.stream().map(figures -> row(figures, figure.apply(figures))).toList(), true);
  }

  private static MultiGauge.Row<Number> row(RolloutFigures figures, Number value) {
    return MultiGauge.Row.of(Tags.of("rollout", figures.name()), value);
  }

  private static Stream<MultiGauge.Row<?>> hostRows(RolloutFigures figures) {
    return figures.waves().entrySet().stream()
        .flatMap(
            wave ->
                Arrays.stream(RebootState.values())
                    .map(
                        state ->
                            MultiGauge.Row.of(
                                Tags.of(
                                    "rollout", figures.name(),
                                    "wave", Integer.toString(wave.getKey() + 1),
                                    "state", word(state)),
                                wave.getValue().getOrDefault(state, 0))));
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

  private Counter denials(Constraint constraint) {
    return counter(Meters.ADMISSION_DENIALS, Tags.of("constraint", constraint.wireName()));
  }

  private Counter counter(Meters meter, Tags tags) {
    return Counter.builder(meter.meterName())
        .description(meter.sentence())
        .tags(tags)
        .register(registry);
  }

  private MultiGauge gauge(Meters meter) {
    return MultiGauge.builder(meter.meterName()).description(meter.sentence()).register(registry);
  }

  private static MultiGauge.Row<Number> row(String label, Enum<?> value, int count) {
    return MultiGauge.Row.of(Tags.of(label, word(value)), count);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
