package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.testing.Policies;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Specs of rollouts, and policies of fleets, of all that an operator may ask for. */
final class SpecsByChance {

  private static final Arbitrary<Boolean> COIN = Arbitraries.of(true, false);

  private SpecsByChance() {}

  static Arbitrary<RolloutSpec> any() {
    return Combinators.combine(
            policies(),
            amounts(),
            Arbitraries.oneOf(
                Arbitraries.integers().between(0, 6).map(FailureBudget::new),
                Arbitraries.integers().between(0, 100).map(part -> new FailureBudget(part, true))),
            Arbitraries.of(List.of("100%"), List.of("1", "50%", "100%"), List.of("2", "3", "100%")),
            Arbitraries.of(
                Map.<String, String>of(),
                Map.<String, String>of(),
                Map.of("zone", "z0"),
                Map.of("tier", "t1")),
            Arbitraries.integers().between(0, 20),
            Arbitraries.integers().between(1, 3))
        .as(
            (policy, maxUnavailable, budget, waves, labels, soak, image) ->
                new RolloutSpec(
                    "by chance",
                    new KernelImageId(new UUID(3, image)),
                    new HostSelector(labels),
                    waves.stream().map(HostAmount::parse).toList(),
                    new DisruptionBudget(maxUnavailable),
                    budget,
                    Duration.ofMinutes(soak),
                    Duration.ofMinutes(10),
                    DrainPolicy.full(),
                    policy));
  }

  /** Returns what may be asked for every rollout of a fleet together. */
  static Arbitrary<AdmissionOracle.FleetPolicy> fleetPolicy() {
    return Combinators.combine(amounts().injectNull(0.5), amounts().injectNull(0.5), domains())
        .as(AdmissionOracle.FleetPolicy::new);
  }

  private static Arbitrary<RolloutPolicy> policies() {
    return Combinators.combine(limits(), times(), care())
        .as((limits, times, care) -> asked(Policies.plain(), limits, times, care));
  }

  private record Limits(
      List<DomainLimit> domains, List<HostAmount> maxParallel, boolean partitioned) {}

  private record Times(
      List<Window> windows, List<FreezePeriod> freezes, int deadlineHours, int waveSoakMinutes) {}

  private record Care(Approval approval, int retries, int waveFailures, List<Boolean> others) {}

  private static Arbitrary<Limits> limits() {
    return Combinators.combine(domains(), amounts().list().ofMaxSize(1), COIN).as(Limits::new);
  }

  private static Arbitrary<Times> times() {
    return Combinators.combine(
            windows().list().ofMaxSize(3),
            freezes().list().ofMaxSize(2),
            Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.just(0)),
                Tuple.of(1, Arbitraries.integers().between(1, 100))),
            Arbitraries.integers().between(0, 60))
        .as(Times::new);
  }

  private static Arbitrary<Care> care() {
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(4, Approval.NONE),
                Tuple.of(1, Approval.START),
                Tuple.of(1, Approval.EACH_WAVE)),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(-1, 2),
            COIN.list().ofSize(4))
        .as(Care::new);
  }

  private static RolloutPolicy asked(Policies policy, Limits limits, Times times, Care care) {
    policy
        .failureDomains(limits.domains())
        .windows(times.windows())
        .freezes(times.freezes())
        .waveSoak(Duration.ofMinutes(times.waveSoakMinutes()))
        .approval(care.approval())
        .retries(care.retries(), Duration.ofMinutes(5));
    limits.maxParallel().forEach(policy::maxParallel);
    if (limits.partitioned()) {
      policy.partitionBy("tier");
    }
    if (times.deadlineHours() > 0) {
      policy.deadline(ConcurrentRollouts.START.plus(Duration.ofHours(times.deadlineHours())));
    }
    if (care.waveFailures() >= 0) {
      policy.maxWaveFailures(care.waveFailures());
    }
    if (care.others().get(0)) {
      policy.gate();
    }
    if (care.others().get(1)) {
      policy.hook(Hook.Point.BEFORE_ROLLOUT).hook(Hook.Point.BEFORE_WAVE);
    }
    if (care.others().get(2)) {
      policy.rollback();
    }
    if (care.others().get(3)) {
      policy.justInTime();
    }
    return policy.build();
  }

  private static Arbitrary<List<DomainLimit>> domains() {
    return Combinators.combine(
            Arbitraries.of("rack", "zone"), amounts(), amounts(), Arbitraries.of(0, 1, 2))
        .as(
            (key, hosts, inDomains, which) ->
                new DomainLimit(key, which == 1 ? null : hosts, which == 0 ? null : inDomains))
        .list()
        .ofMaxSize(2);
  }

  private static Arbitrary<HostAmount> amounts() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(1, 4).map(HostAmount::hosts),
        Arbitraries.integers().between(1, 100).map(HostAmount::percent));
  }

  /** Every day or one day of the week, in zones that change no clocks. */
  private static Arbitrary<Window> windows() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 59),
            Arbitraries.integers().between(0, 23),
            Arbitraries.of("*", "*", "*", "1", "6"),
            Arbitraries.integers().between(30, 1800),
            Arbitraries.of("UTC", "Asia/Kolkata", "America/Bogota"),
            Arbitraries.of(Window.Kind.ALLOW, Window.Kind.ALLOW, Window.Kind.DENY))
        .as(
            (minute, hour, weekday, minutes, zone, kind) ->
                new Window(
                    "%d %d * * %s".formatted(minute, hour, weekday),
                    Duration.ofMinutes(minutes),
                    ZoneId.of(zone),
                    kind));
  }

  private static Arbitrary<FreezePeriod> freezes() {
    return Combinators.combine(
            Arbitraries.integers().between(-10, 100), Arbitraries.integers().between(1, 72))
        .as(
            (from, hours) -> {
              Instant begin = ConcurrentRollouts.START.plus(Duration.ofHours(from));
              return new FreezePeriod("freeze", begin, begin.plus(Duration.ofHours(hours)));
            });
  }
}
