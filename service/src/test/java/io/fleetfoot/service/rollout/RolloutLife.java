package io.fleetfoot.service.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.fleet.Availability;
import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.reboot.Attempt.Purpose;
import io.fleetfoot.service.reboot.ExecId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootDecision;
import io.fleetfoot.service.reboot.RebootDecision.Standing;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootMachine;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The life of one rollout by chance alone: hosts fare well, badly or not at all, gates say
 * anything, humans say anything or nothing, and a replica is killed between a decision and its
 * effect, which undoes both, for they are one transaction. Time passes only in leaps to the next
 * deadline.
 */
final class RolloutLife {

  private static final String OLD = "6.1.0";
  private static final String NEW = "6.12.0";
  private static final Duration SILENCE = Duration.ofMinutes(10);
  private static final RolloutTimeouts TIMEOUTS = RolloutTimeouts.standard();

  private final Random chance;
  private final boolean humans;
  private final Map<HostId, Reboot> current = new LinkedHashMap<>();
  private final List<Reboot> superseded = new ArrayList<>();
  private final Map<RebootId, Instant> deadlines = new HashMap<>();
  private final Map<HostId, String> running = new HashMap<>();
  private final Set<HostId> down = new HashSet<>();
  private final Set<RebootId> staying = new HashSet<>();
  private final Map<RebootId, Integer> executions = new HashMap<>();
  private final Set<ExecId> execIds = new HashSet<>();
  private final int maxDown;
  private Instant now = Instant.EPOCH;
  private Rollout rollout;
  private int ids;
  private int mostDown;

  RolloutLife(RolloutSpec spec, int hosts, boolean humans, long seed) {
    this.chance = new Random(seed);
    this.humans = humans;
    this.maxDown = spec.disruptionBudget().limit(hosts);
    this.rollout = Rollout.begun(new RolloutId(new UUID(0, 1)), spec, "author", now, TIMEOUTS);
    List<HostId> fleet =
        IntStream.range(0, hosts).mapToObj(i -> new HostId(new UUID(1, i))).toList();
    WavePlanner.plan(spec.waves(), fleet)
        .forEach(wave -> wave.hosts().forEach(host -> plan(host, wave.index())));
  }

  /** Lives until the rollout has ended, and returns how many events that took. */
  int live(int limit) {
    for (int events = 0; events < limit; events++) {
      if (rollout.state().isTerminal()) {
        return events;
      }
      check();
      if (!step()) {
        happen();
      }
    }
    throw new AssertionError("still %s after %d events".formatted(rollout, limit));
  }

  Rollout rollout() {
    return rollout;
  }

  int mostDown() {
    return mostDown;
  }

  int maxDown() {
    return maxDown;
  }

  Map<RebootId, Integer> executions() {
    return executions;
  }

  /** Returns every reboot that there was, the ones that count and those that no longer do. */
  List<Reboot> reboots() {
    List<Reboot> all = new ArrayList<>(superseded);
    all.addAll(current.values());
    return all;
  }

  Set<HostId> hosts() {
    return current.keySet();
  }

  /** What holds at every moment. */
  private void check() {
    assertThat(rollout.course().deadline()).as("deadline of %s", rollout.state()).isNotNull();
    current.values().stream()
        .filter(reboot -> !reboot.state().isTerminal())
        .forEach(reboot -> assertThat(deadlines).containsKey(reboot.id()));
    assertThat(superseded).allMatch(reboot -> reboot.state().isTerminal());
  }

  /** One step of the scheduler, if there is one; now and then it is undone by a kill. */
  private boolean step() {
    RolloutDecision decision =
        RolloutMachine.decide(rollout, members(), new Surroundings(now), observed());
    if (decision instanceof RolloutDecision.Rest) {
      return false;
    }
    if (chance.nextInt(5) == 0) {
      return true;
    }
    rollout = RolloutCourse.after(rollout, decision, now, TIMEOUTS);
    affect(decision);
    return true;
  }

  private void affect(RolloutDecision decision) {
    if (decision instanceof RolloutDecision.Stage stage) {
      stage.reboots().forEach(id -> move(id, new RebootEvent.StageAsked()));
    } else if (decision instanceof RolloutDecision.Admit admit) {
      admit.reboots().forEach(this::admit);
    } else if (decision instanceof RolloutDecision.Retry retry) {
      retry.reboots().forEach(id -> again(id, retry.notBefore()));
    } else if (decision instanceof RolloutDecision.Return back) {
      back.reboots().forEach(this::back);
    } else if (decision instanceof RolloutDecision.Stop stop) {
      withdraw(stop.withdrawn());
    } else if (decision instanceof RolloutDecision.RollBack stop) {
      withdraw(stop.withdrawn());
    } else if (decision instanceof RolloutDecision.Withdraw withdraw) {
      withdraw(withdraw.reboots());
    }
  }

  private void admit(RebootId id) {
    ExecId execId = ExecId.random(chance);
    assertThat(execIds.add(execId)).isTrue();
    move(id, new RebootEvent.Admitted(execId));
    mostDown = Math.max(mostDown, down.size());
  }

  private void again(RebootId id, Instant notBefore) {
    Reboot failed = find(id);
    replace(failed, failed.again(newId(), host(failed.host()), notBefore));
  }

  private void back(RebootId id) {
    if (chance.nextInt(4) == 0) {
      staying.add(id);
    } else {
      Reboot done = find(id);
      KernelImageId before = new KernelImageId(new UUID(0, 3));
      replace(done, done.back(newId(), host(done.host()), before, OLD));
    }
  }

  private void replace(Reboot before, Reboot next) {
    superseded.add(before);
    keep(next);
  }

  private void withdraw(List<RebootId> reboots) {
    reboots.forEach(id -> move(id, new RebootEvent.Withdrawn("withdrawn")));
  }

  /** A host, a human or nobody does something; where nothing is left to do, time passes. */
  private void happen() {
    if (humans && chance.nextInt(6) == 0) {
      say(Verb.values()[chance.nextInt(Verb.values().length)]);
    } else if (humans && chance.nextInt(10) == 0) {
      skip();
    } else if (chance.nextInt(3) == 0) {
      pass();
    } else {
      List<Reboot> active = active();
      if (!active.isEmpty()) {
        fare(active.get(chance.nextInt(active.size())));
      }
    }
  }

  private void say(Verb verb) {
    try {
      String actor = chance.nextBoolean() ? "author" : "another";
      rollout = Verbs.say(new Word(verb, actor, null), rollout, members(), now, TIMEOUTS);
      if (verb == Verb.RETRY) {
        members().stream()
            .filter(member -> member.state().isFailure() && !member.hostDown())
            .forEach(member -> again(member.reboot(), now));
      }
    } catch (VerbRefusedException e) {
      // A verb that does not fit changes nothing.
    }
  }

  private void skip() {
    List<Reboot> skippable =
        active().stream().filter(reboot -> reboot.state().isWithdrawable()).toList();
    if (!skippable.isEmpty()) {
      withdraw(List.of(skippable.get(chance.nextInt(skippable.size())).id()));
    }
  }

  /** Time leaps to what is due next, and the sweeper ends what is beyond its deadline. */
  private void pass() {
    List<Instant> due = new ArrayList<>(deadlines.values());
    due.add(Objects.requireNonNull(rollout.course().deadline()));
    due.add(now.plus(Duration.ofMinutes(1 + chance.nextInt(60))));
    now = due.stream().min(Instant::compareTo).orElseThrow().plusMillis(1);
    for (Reboot reboot : active()) {
      if (now.isAfter(deadlines.get(reboot.id()))) {
        move(
            reboot.id(),
            reboot.state() == RebootState.EXECUTING && chance.nextBoolean()
                ? new RebootEvent.PowerCycleAsked()
                : new RebootEvent.DeadlinePassed(chance.nextBoolean()));
      }
    }
  }

  private void fare(Reboot reboot) {
    String boot = reboot.evidence().fromBootId();
    int luck = chance.nextInt(8);
    switch (reboot.state()) {
      case STAGING ->
          move(
              reboot.id(),
              luck == 0
                  ? new RebootEvent.Refused("stage", "no region")
                  : new RebootEvent.Staged(boot, method()));
      case VERIFYING -> execute(reboot, boot, luck);
      case EXECUTING, POWER_CYCLING -> boot(reboot, boot, luck);
      case PROVING -> move(reboot.id(), new RebootEvent.SoakPassed());
      default -> {}
    }
  }

  private void execute(Reboot reboot, String boot, int luck) {
    if (luck == 0) {
      move(reboot.id(), new RebootEvent.Failed(boot, "execute", "digest"));
    } else {
      move(
          reboot.id(),
          new RebootEvent.Executing(
              Objects.requireNonNull(reboot.evidence().execId()), boot, method()));
      executions.merge(reboot.id(), 1, Integer::sum);
    }
  }

  private void boot(Reboot reboot, String boot, int luck) {
    String proof = "fleetfoot.exec=" + reboot.evidence().execId();
    switch (luck) {
      case 0 -> move(reboot.id(), new RebootEvent.Booted(boot, OLD, "quiet"));
      case 1 -> come(reboot, OLD, "quiet");
      case 2 -> come(reboot, "5.10.0", "quiet");
      case 3, 4 -> {}
      default -> {
        if (reboot.terms().isPlainReboot()) {
          move(
              reboot.id(),
              new RebootEvent.Booted(
                  "boot-" + chance.nextLong(), OLD, "quiet", reboot.evidence().execId()));
        } else {
          come(reboot, Objects.requireNonNull(reboot.terms().toRelease()), proof);
        }
      }
    }
  }

  private String method() {
    return rollout.spec().load().wireNames().get(0);
  }

  private void come(Reboot reboot, String release, String commandLine) {
    running.put(reboot.host(), release);
    move(reboot.id(), new RebootEvent.Booted("boot-" + chance.nextLong(), release, commandLine));
  }

  private void move(RebootId id, RebootEvent event) {
    RebootDecision decision = RebootMachine.decide(find(id), event);
    keep(decision.reboot());
    HostId host = decision.reboot().host();
    if (decision.standing() == Standing.DOWN) {
      down.add(host);
    } else if (decision.standing() == Standing.UP) {
      down.remove(host);
    }
  }

  private void keep(Reboot reboot) {
    Reboot before = current.put(reboot.host(), reboot);
    if (reboot.state().isTerminal()) {
      deadlines.remove(reboot.id());
    } else if (before == null || before.state() != reboot.state() || before.id() != reboot.id()) {
      boolean patient = reboot.state() == RebootState.QUEUED || reboot.state() == RebootState.READY;
      deadlines.put(reboot.id(), now.plus(patient ? reboot.state().timeout() : SILENCE));
    }
  }

  private void plan(HostId host, int wave) {
    running.put(host, OLD);
    Reboot.Terms terms =
        new Reboot.Terms(
            rollout.spec().kernelImage(),
            rollout.spec().isPlainReboot() ? null : NEW,
            Duration.ZERO,
            SILENCE,
            rollout.spec().drain(),
            rollout.spec().load());
    keep(Reboot.planned(newId(), rollout.id(), host(host), wave, terms));
  }

  private List<Reboot> active() {
    return current.values().stream().filter(reboot -> !reboot.state().isTerminal()).toList();
  }

  private List<Member> members() {
    return current.values().stream()
        .map(
            reboot ->
                new Member(
                    reboot.id(),
                    reboot.host(),
                    reboot.wave(),
                    reboot.state(),
                    down.contains(reboot.host()),
                    null))
        .toList();
  }

  private Observed observed() {
    Map<RebootId, Tried> tried = new HashMap<>();
    for (Reboot reboot : current.values()) {
      boolean forward = reboot.attempt().purpose() == Purpose.ROLLOUT;
      boolean changed =
          rollout.state() == RolloutState.ROLLING_BACK
              && forward
              && (reboot.state() == RebootState.SUCCEEDED
                  || (reboot.state().isTerminal()
                      && executions.containsKey(reboot.id())
                      && !OLD.equals(running.get(reboot.host()))));
      tried.put(
          reboot.id(), new Tried(reboot.attempt(), changed, staying.contains(reboot.id()), false));
    }
    GateOutcome gate =
        switch (chance.nextInt(8)) {
          case 0 -> new GateOutcome.Failed("failed");
          case 1 -> new GateOutcome.Inconclusive("no data");
          case 2, 3 -> new GateOutcome.Pending("asked");
          default -> new GateOutcome.Passed();
        };
    return new Observed(tried, gate);
  }

  private Reboot find(RebootId id) {
    return current.values().stream()
        .filter(reboot -> reboot.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private RebootId newId() {
    return new RebootId(new UUID(2, ids++));
  }

  private Host host(HostId id) {
    return new Host(
        id,
        new Facts(
            "host",
            "machine",
            "boot-" + ids,
            Objects.requireNonNull(running.get(id)),
            "quiet",
            "x86_64",
            1,
            List.of(),
            "0.1.0"),
        Labels.none(),
        new Availability(Availability.State.UP, Instant.EPOCH, "registered"),
        null,
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
