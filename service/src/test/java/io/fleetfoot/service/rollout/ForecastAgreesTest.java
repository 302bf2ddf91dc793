package io.fleetfoot.service.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.testing.Specs;
import io.fleetfoot.service.timing.Campaign;
import io.fleetfoot.service.timing.DownTimes;
import io.fleetfoot.service.timing.DownTimes.Basis;
import io.fleetfoot.service.timing.ForecastWave;
import io.fleetfoot.service.timing.Forecaster;
import io.fleetfoot.service.timing.Lengths;
import io.fleetfoot.service.timing.Outcomes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/** A forecast lets a host go when its admission does, and no other time. */
class ForecastAgreesTest {

  private static final Instant START = Instant.parse("2026-03-03T00:00:00Z");
  private static final int STEP = 30;
  private static final int STEPS = 4 * 24 * 60 / STEP;

  @Property(tries = 150)
  void letsAHostGoWhenItsAdmissionDoes(@ForAll long seed) {
    Random chance = new Random(seed);
    Rollout rollout = rollout(chance);
    // never just as long as an opening, which one may or may not get
    Duration down = Duration.ofMinutes(STEP / 2 + STEP * (long) chance.nextInt(12));
    DownTimes downTimes =
        new DownTimes(
            Lengths.of(List.of(down)),
            chance.nextBoolean() ? Basis.SAME_KIND : Basis.OTHER_HARDWARE);

    Optional<Instant> admitted = admitted(rollout, downTimes);

    assertThat(forecast(rollout, downTimes).map(end -> end.minus(down)))
        .isEqualTo(done(rollout, admitted, down));
    Statistics.collect(
        admitted.map(at -> at.equals(START) ? "now" : "later").orElse("never"), downTimes.basis());
  }

  private static Rollout rollout(Random chance) {
    Specs specs = Specs.unlimited().waveSoak(Duration.ofMinutes(STEP * chance.nextInt(3)));
    List<Window> windows = new ArrayList<>();
    for (int i = chance.nextInt(3); i > 0; i--) {
      windows.add(
          new Window(
              "%d %d * * *".formatted(chance.nextInt(2) * STEP, chance.nextInt(24)),
              Duration.ofMinutes(STEP * (1L + chance.nextInt(12))),
              ZoneId.of("UTC"),
              Window.Kind.ALLOW));
    }
    specs.windows(windows.toArray(Window[]::new));
    if (chance.nextInt(3) == 0) {
      specs.deadline(at(1 + chance.nextInt(STEPS)));
    }
    int frozen = chance.nextInt(STEPS);
    specs.freezes(new FreezePeriod("f", at(frozen), at(frozen + 1 + chance.nextInt(STEPS / 2))));
    Duration longest = Duration.ofMinutes(STEP * (1L + chance.nextInt(STEPS)));
    return Rollout.begun(
        new RolloutId(new UUID(0, 1)),
        specs.spec(),
        "token:ada",
        START,
        new RolloutTimeouts(longest, longest, longest, longest));
  }

  /** Asks the admission again and again, until the rollout stops. */
  private static Optional<Instant> admitted(Rollout rollout, DownTimes downTimes) {
    for (int step = 0; step < STEPS; step++) {
      Instant now = at(step);
      if (!now.isBefore(RolloutTerm.end(rollout).orElseThrow())) {
        return Optional.empty();
      }
      Surroundings around =
          new Surroundings(now, FleetSnapshot.none(), List.of(), member -> Optional.of(downTimes));
      if (WaveAdmission.decide(rollout, List.of(TestMembers.ready(1)), around)
          instanceof RolloutDecision.Admit) {
        return Optional.of(now);
      }
    }
    return Optional.empty();
  }

  /** A host that is admitted may still outlast the rollout, or its watch may. */
  private static Optional<Instant> done(
      Rollout rollout, Optional<Instant> admitted, Duration down) {
    @Nullable Instant deadline = rollout.spec().policy().deadline();
    Instant latest = rollout.createdAt().plus(longest(rollout));
    return admitted
        .filter(at -> deadline == null || !at.plus(down).isAfter(deadline))
        .filter(at -> !at.plus(down).plus(rollout.spec().policy().waveSoak()).isAfter(latest));
  }

  private static Duration longest(Rollout rollout) {
    return Duration.between(
        rollout.createdAt(), Objects.requireNonNull(rollout.course().deadline()));
  }

  private static Optional<Instant> forecast(Rollout rollout, DownTimes downTimes) {
    Duration watched = rollout.spec().policy().waveSoak();
    ForecastWave wave =
        new ForecastWave(List.of(new ForecastWave.Waiting(1, downTimes)), List.of(), 1, 1, watched);
    Campaign campaign =
        new Campaign(
            List.of(wave),
            RolloutCalendar.of(rollout.spec().policy()).openTimes(),
            Duration.ofMinutes(10),
            0,
            new Outcomes(1_000_000, 0, 0),
            RolloutTerm.of(rollout, null));
    return Optional.ofNullable(
            Forecaster.forecast(campaign, START, 1, new SplittableRandom(7)).p50())
        .map(end -> end.minus(watched));
  }

  private static Instant at(int step) {
    return START.plus(Duration.ofMinutes((long) STEP * step));
  }
}
