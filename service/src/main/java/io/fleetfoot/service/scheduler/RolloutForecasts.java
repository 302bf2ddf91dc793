package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Member;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutCalendar;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.timing.Campaign;
import io.fleetfoot.service.timing.DownTimes;
import io.fleetfoot.service.timing.Forecast;
import io.fleetfoot.service.timing.ForecastWave;
import io.fleetfoot.service.timing.Forecaster;
import io.fleetfoot.service.timing.Lengths;
import io.fleetfoot.service.timing.Likeness;
import io.fleetfoot.service.timing.OpenTimes;
import io.fleetfoot.service.timing.Opening;
import io.fleetfoot.service.window.MaintenanceCalendar;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Forecasts when a rollout will have ended, from how far it has come. */
public class RolloutForecasts {

  private static final int LAST_OUTCOMES = 1000;

  private final RolloutRepository rollouts;
  private final RebootRepository reboots;
  private final HostDownTimes downTimes;
  private final TimingSamples samples;

  /** Makes it over what is known of rollouts and reboots. */
  public RolloutForecasts(
      RolloutRepository rollouts,
      RebootRepository reboots,
      HostDownTimes downTimes,
      TimingSamples samples) {
    this.rollouts = rollouts;
    this.reboots = reboots;
    this.downTimes = downTimes;
    this.samples = samples;
  }

  /**
   * Returns the forecast of the rollout, whose hosts go down when its windows and freezes let them.
   *
   * @throws NotFoundException if there is none of this id
   */
  public Forecast forecast(RolloutId id) {
    Rollout rollout =
        rollouts.find(id).orElseThrow(() -> new NotFoundException("rollout", id.toString()));
    MaintenanceCalendar hours = RolloutCalendar.of(rollout.spec().policy()).hours();
    return forecast(
        rollout,
        instant ->
            hours
                .nextOpening(instant, OpenTimes.HORIZON)
                .map(start -> new Opening(start, start.plus(hours.openFor(start)))));
  }

  /** Returns the forecast of the rollout, whose hosts go down in these times alone. */
  public Forecast forecast(Rollout rollout, OpenTimes openTimes) {
    Instant now = rollouts.now();
    Map<RebootId, Likeness> likenesses = samples.likenesses(rollout.id());
    List<RebootRecord> records = reboots.listRecords(rollout.id());
    List<Member> members = rollouts.listMembers(rollout.id());
    Campaign campaign =
        new Campaign(
            waves(rollout, records, members, likenesses, now),
            openTimes,
            rollout.spec().bootDeadline().plus(rollout.spec().soak()),
            rollout.spec().failureBudget().limit(members.size()) - failed(members),
            samples.outcomes(LAST_OUTCOMES),
            rollout.spec().policy().deadline());
    return Forecaster.forecast(
        campaign, now, Forecaster.RUNS, new SplittableRandom(rollout.version()));
  }

  private List<ForecastWave> waves(
      Rollout rollout,
      List<RebootRecord> records,
      List<Member> members,
      Map<RebootId, Likeness> likenesses,
      Instant now) {
    int total = members.size();
    int maxUnavailable = rollout.spec().disruptionBudget().limit(total) - downForGood(members);
    Map<Likeness, DownTimes> known = new HashMap<>();
    TreeMap<Integer, List<RebootRecord>> byWave =
        records.stream()
            .filter(record -> !record.reboot().state().isTerminal())
            .collect(
                Collectors.groupingBy(
                    record -> record.reboot().wave(), TreeMap::new, Collectors.toList()));
    addWatched(byWave, rollout, members);
    List<ForecastWave> waves = new ArrayList<>();
    for (Map.Entry<Integer, List<RebootRecord>> wave : byWave.entrySet()) {
      List<RebootRecord> left = wave.getValue();
      Map<DownTimes, Integer> waiting = new HashMap<>();
      List<ForecastWave.OnTheWay> onTheWay = new ArrayList<>();
      for (RebootRecord record : left) {
        Reboot reboot = record.reboot();
        DownTimes whole =
            known
                .computeIfAbsent(
                    likenesses.getOrDefault(reboot.id(), Likeness.any()), downTimes::expect)
                .withSoak(reboot.terms().soak());
        if (reboot.state().holdsHostDown()) {
          onTheWay.add(onTheWay(record, whole, now));
        } else {
          waiting.merge(whole, 1, Integer::sum);
        }
      }
      waves.add(
          new ForecastWave(
              waiting.entrySet().stream()
                  .map(alike -> new ForecastWave.Waiting(alike.getValue(), alike.getKey()))
                  .toList(),
              onTheWay,
              maxParallel(rollout, total),
              Math.max(0, maxUnavailable),
              soak(rollout, wave.getKey(), byWave, now)));
    }
    return waves;
  }

  /** A wave of which every reboot has ended is left while it is watched. */
  private static void addWatched(
      TreeMap<Integer, List<RebootRecord>> byWave, Rollout rollout, List<Member> members) {
    if (rollout.state() == RolloutState.RUNNING) {
      byWave.putIfAbsent(rollout.openWave(), List.of());
      members.stream()
          .map(Member::wave)
          .filter(wave -> wave > rollout.openWave())
          .forEach(wave -> byWave.putIfAbsent(wave, List.of()));
    }
  }

  /** Of the open wave's soak what is left, once its last reboot has ended. */
  private static Duration soak(
      Rollout rollout, int wave, TreeMap<Integer, List<RebootRecord>> byWave, Instant now) {
    Duration whole = rollout.spec().policy().waveSoak();
    if (wave != rollout.openWave()
        || byWave.headMap(wave, true).values().stream().anyMatch(left -> !left.isEmpty())) {
      return whole;
    }
    return switch (rollout.course().step()) {
      case APPROVAL, START, GATE, WORK -> whole;
      case SOAK -> {
        Duration rest = Duration.between(now, rollout.course().since().plus(whole));
        yield rest.isNegative() ? Duration.ZERO : rest;
      }
      case JUDGE, PASSED -> Duration.ZERO;
    };
  }

  /** A host that has booted is up again when its soak is over; of another one, all may be left. */
  private static ForecastWave.OnTheWay onTheWay(RebootRecord record, DownTimes whole, Instant now) {
    Duration elapsed = Duration.between(record.stateSince(), now);
    Duration soak = record.reboot().terms().soak();
    return new ForecastWave.OnTheWay(
        elapsed.isNegative() ? Duration.ZERO : elapsed,
        record.reboot().state() == RebootState.PROVING
            ? new DownTimes(Lengths.of(List.of(soak)), whole.basis())
            : whole);
  }

  private static int maxParallel(Rollout rollout, int total) {
    @Nullable HostAmount amount = rollout.spec().policy().maxParallel();
    return amount == null ? Math.max(1, total) : Math.max(1, amount.roundedDownOf(total));
  }

  /** Counts the hosts that are down, and are not on their way up. */
  private static int downForGood(List<Member> members) {
    return (int)
        members.stream()
            .filter(member -> member.hostDown() && !member.state().holdsHostDown())
            .count();
  }

  private static int failed(List<Member> members) {
    return (int) members.stream().filter(member -> member.state().isFailure()).count();
  }
}
