package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.rollout.Member;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.rollout.RolloutTerm;
import io.fleetfoot.service.timing.Campaign;
import io.fleetfoot.service.timing.DownTimes;
import io.fleetfoot.service.timing.Elsewhere;
import io.fleetfoot.service.timing.ForecastWave;
import io.fleetfoot.service.timing.Lengths;
import io.fleetfoot.service.timing.OpenTimes;
import io.fleetfoot.service.timing.Outcomes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is left of one rollout at one moment, put as its forecast needs it. */
final class CampaignView {

  private final Rollout rollout;
  private final Instant now;
  private final List<Member> members;
  private final Function<Reboot, DownTimes> downTimes;
  private final Map<HostId, RebootRecord> left = new LinkedHashMap<>();
  private final Map<HostId, RebootRecord> elsewhere = new LinkedHashMap<>();
  private final List<Integer> waves;

  /**
   * Makes the view.
   *
   * @param records the rollout's reboots
   * @param others the reboots by which other rollouts have its hosts
   * @param downTimes how long the host of a reboot is likely to be down, with its soak
   */
  CampaignView(
      Rollout rollout,
      Instant now,
      List<Member> members,
      List<RebootRecord> records,
      List<RebootRecord> others,
      Function<Reboot, DownTimes> downTimes) {
    this.rollout = rollout;
    this.now = now;
    this.members = members;
    this.downTimes = downTimes;
    records.stream()
        .filter(record -> !record.reboot().state().isTerminal())
        .forEach(record -> left.put(record.reboot().host(), record));
    others.stream()
        .filter(other -> !isTaken(other.reboot().host()))
        .forEach(other -> elsewhere.put(other.reboot().host(), other));
    this.waves = waves();
  }

  /** Returns which place the wave has among those that are left, or -1. */
  int place(int wave) {
    return waves.indexOf(wave);
  }

  /**
   * Returns what is left.
   *
   * @param free after what time the rollout of a reboot is likely to be done with its host
   */
  Campaign campaign(OpenTimes openTimes, Outcomes outcomes, Function<Reboot, Lengths> free) {
    return new Campaign(
        waves.stream().map(this::wave).toList(),
        openTimes,
        rollout.spec().bootDeadline().plus(rollout.spec().soak()),
        rollout.spec().failureBudget().limit(members.size()) - failed(),
        outcomes,
        new Elsewhere(rebooting(), held(free)),
        RolloutTerm.of(rollout, null));
  }

  /** Says whether this rollout itself has the host staged or on its way. */
  private boolean isTaken(HostId host) {
    RebootRecord own = left.get(host);
    return own != null && own.reboot().state() != RebootState.QUEUED;
  }

  /** A wave of which every reboot has ended is left while it is watched. */
  private List<Integer> waves() {
    TreeSet<Integer> all = new TreeSet<>();
    left.values().forEach(record -> all.add(record.reboot().wave()));
    if (rollout.state() == RolloutState.RUNNING) {
      all.add(rollout.openWave());
      members.stream().map(Member::wave).filter(it -> it > rollout.openWave()).forEach(all::add);
    }
    return List.copyOf(all);
  }

  private ForecastWave wave(int wave) {
    Map<DownTimes, Integer> waiting = new HashMap<>();
    List<ForecastWave.OnTheWay> onTheWay = new ArrayList<>();
    for (RebootRecord record : left.values()) {
      Reboot reboot = record.reboot();
      if (reboot.wave() != wave || elsewhere.containsKey(reboot.host())) {
        continue;
      }
      if (reboot.state().holdsHostDown()) {
        onTheWay.add(onTheWay(record));
      } else {
        waiting.merge(downTimes.apply(reboot), 1, Integer::sum);
      }
    }
    return new ForecastWave(
        waiting.entrySet().stream()
            .map(alike -> new ForecastWave.Waiting(alike.getValue(), alike.getKey()))
            .toList(),
        onTheWay,
        maxParallel(),
        Math.max(0, rollout.spec().disruptionBudget().limit(members.size()) - downForGood()),
        soak(wave));
  }

  /** A host that has booted is up again when its soak is over; of another one, all may be left. */
  private ForecastWave.OnTheWay onTheWay(RebootRecord record) {
    Duration elapsed = Duration.between(record.stateSince(), now);
    Duration soak = record.reboot().terms().soak();
    DownTimes whole = downTimes.apply(record.reboot());
    return new ForecastWave.OnTheWay(
        elapsed.isNegative() ? Duration.ZERO : elapsed,
        record.reboot().state() == RebootState.PROVING
            ? new DownTimes(Lengths.of(List.of(soak)), whole.basis())
            : whole);
  }

  /** Of the open wave's soak what is left, once its last reboot has ended. */
  private Duration soak(int wave) {
    Duration whole = rollout.spec().policy().waveSoak();
    if (wave != rollout.openWave()
        || left.values().stream().anyMatch(record -> record.reboot().wave() <= wave)) {
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

  private List<Elsewhere.Rebooting> rebooting() {
    return elsewhere.values().stream()
        .filter(other -> other.reboot().state().holdsHostDown())
        .map(other -> new Elsewhere.Rebooting(onTheWay(other), turn(other.reboot().host())))
        .toList();
  }

  private List<Elsewhere.Held> held(Function<Reboot, Lengths> free) {
    Map<Elsewhere.Held, Integer> alike = new LinkedHashMap<>();
    for (RebootRecord other : elsewhere.values()) {
      Elsewhere.Turn turn = turn(other.reboot().host());
      if (turn != null && !other.reboot().state().holdsHostDown()) {
        alike.merge(new Elsewhere.Held(1, free.apply(other.reboot()), turn), 1, Integer::sum);
      }
    }
    return alike.entrySet().stream()
        .map(
            held -> new Elsewhere.Held(held.getValue(), held.getKey().free(), held.getKey().turn()))
        .toList();
  }

  private Elsewhere.@Nullable Turn turn(HostId host) {
    RebootRecord own = left.get(host);
    return own == null
        ? null
        : new Elsewhere.Turn(place(own.reboot().wave()), downTimes.apply(own.reboot()));
  }

  private int maxParallel() {
    int total = members.size();
    HostAmount amount = rollout.spec().policy().maxParallel();
    return amount == null ? Math.max(1, total) : Math.max(1, amount.roundedDownOf(total));
  }

  /** Counts the hosts that are down, and are not on their way up by any rollout. */
  private int downForGood() {
    return (int)
        members.stream()
            .filter(member -> member.hostDown() && !member.state().holdsHostDown())
            .filter(member -> !isRebootedElsewhere(member.host()))
            .count();
  }

  private boolean isRebootedElsewhere(HostId host) {
    RebootRecord other = elsewhere.get(host);
    return other != null && other.reboot().state().holdsHostDown();
  }

  private int failed() {
    return (int) members.stream().filter(member -> member.state().isFailure()).count();
  }
}
