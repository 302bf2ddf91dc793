package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Member;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutCalendar;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.rollout.RolloutTerm;
import io.fleetfoot.service.timing.Campaign;
import io.fleetfoot.service.timing.DownTimes;
import io.fleetfoot.service.timing.Forecast;
import io.fleetfoot.service.timing.Forecaster;
import io.fleetfoot.service.timing.Lengths;
import io.fleetfoot.service.timing.Likeness;
import io.fleetfoot.service.timing.OpenTimes;
import io.fleetfoot.service.timing.Outcomes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Forecasts when a rollout will have ended, from how far it has come. */
public class RolloutForecasts {

  private static final int LAST_OUTCOMES = 1000;

  /** How often another rollout is played through that has hosts of the one that is forecast. */
  private static final int RUNS_OF_OTHERS = 100;

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

  /** When a rollout's waves are likely to have ended, and when it ends at the latest. */
  private record Ends(CampaignView view, List<Lengths> waves, @Nullable Duration latest) {

    Lengths of(Reboot held) {
      int place = view.place(held.wave());
      LongStream ends =
          place >= 0 && place < waves.size()
              ? LongStream.of(waves.get(place).toNanos())
              : LongStream.of(latest == null ? 0 : Long.MAX_VALUE);
      return Lengths.ofNanos(
          ends.map(end -> latest == null ? end : Math.min(end, latest.toNanos())).toArray());
    }
  }

  /**
   * Returns the forecast of the rollout, whose hosts go down when its windows and freezes let them.
   *
   * @throws NotFoundException if there is none of this id
   * @throws ConflictException {@code rollout-in-other-state} if it does not run
   */
  public Forecast forecast(RolloutId id) {
    Rollout rollout =
        rollouts.find(id).orElseThrow(() -> new NotFoundException("rollout", id.toString()));
    return forecast(rollout);
  }

  /**
   * Returns the forecast of a rollout that runs.
   *
   * @throws ConflictException {@code rollout-in-other-state} if it does not
   */
  public Forecast forecast(Rollout rollout) {
    if (rollout.state() != RolloutState.RUNNING) {
      throw new ConflictException(
          ProblemCode.ROLLOUT_IN_OTHER_STATE.wireName(),
          "rollout %s is %s, and only one that is RUNNING has a forecast"
              .formatted(rollout.id(), rollout.state()));
    }
    return forecast(rollout, openTimes(rollout));
  }

  /** Returns the forecast of the rollout, whose hosts go down in these times alone. */
  public Forecast forecast(Rollout rollout, OpenTimes openTimes) {
    Instant now = rollouts.now();
    Outcomes outcomes = samples.outcomes(LAST_OUTCOMES);
    Map<RolloutId, Ends> others = new HashMap<>();
    Campaign campaign =
        view(rollout, now, other -> true)
            .campaign(
                openTimes,
                outcomes,
                held ->
                    others.computeIfAbsent(held.rollout(), id -> ends(id, now, outcomes)).of(held));
    return Forecaster.forecast(
        campaign, now, Forecaster.RUNS, new SplittableRandom(rollout.version()));
  }

  private static OpenTimes openTimes(Rollout rollout) {
    return RolloutCalendar.of(rollout.spec().policy()).openTimes();
  }

  /** Returns what is left of the rollout, where those other rollouts have its hosts. */
  private CampaignView view(Rollout rollout, Instant now, Predicate<RebootRecord> counted) {
    List<Member> members = rollouts.listMembers(rollout.id());
    List<RebootRecord> others = elsewhere(rollout, members).stream().filter(counted).toList();
    return new CampaignView(
        rollout,
        now,
        members,
        reboots.listRecords(rollout.id()),
        others,
        expected(
            Stream.concat(Stream.of(rollout.id()), others.stream().map(it -> it.reboot().rollout()))
                .collect(Collectors.toSet())));
  }

  private List<RebootRecord> elsewhere(Rollout rollout, List<Member> members) {
    boolean any =
        members.stream()
            .anyMatch(
                member ->
                    member.elsewhere() != null
                        || (member.hostDown() && member.state().isTerminal()));
    return any ? reboots.listElsewhere(rollout.id()) : List.of();
  }

  /** Returns how long the hosts of these rollouts' reboots are likely to be down. */
  private Function<Reboot, DownTimes> expected(Set<RolloutId> of) {
    Map<RebootId, Likeness> likenesses = new HashMap<>();
    of.forEach(id -> likenesses.putAll(samples.likenesses(id)));
    Map<Likeness, DownTimes> known = new HashMap<>();
    return reboot ->
        known
            .computeIfAbsent(
                likenesses.getOrDefault(reboot.id(), Likeness.any()), downTimes::expect)
            .withSoak(reboot.terms().soak());
  }

  /**
   * Plays another rollout through as if no other had hosts that it waits for, so that two that wait
   * for each other do not wait ever longer.
   */
  private Ends ends(RolloutId id, Instant now, Outcomes outcomes) {
    Rollout other =
        rollouts.find(id).orElseThrow(() -> new NotFoundException("rollout", id.toString()));
    @Nullable Duration latest =
        RolloutTerm.end(other)
            .map(end -> end.isBefore(now) ? Duration.ZERO : Duration.between(now, end))
            .orElse(null);
    CampaignView view = view(other, now, it -> it.reboot().state().holdsHostDown());
    List<Lengths> waves =
        switch (other.state()) {
          case RUNNING, ROLLING_BACK ->
              Forecaster.waveEnds(
                  view.campaign(openTimes(other), outcomes, held -> Lengths.ofNanos(0)),
                  now,
                  RUNS_OF_OTHERS,
                  new SplittableRandom(other.version()));
          case PAUSED, AWAITING_APPROVAL, ABORTING, COMPLETED, STOPPED, ROLLED_BACK, ABORTED ->
              List.of();
        };
    return new Ends(view, waves, other.state() == RolloutState.ABORTING ? null : latest);
  }
}
