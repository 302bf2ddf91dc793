package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.Availability;
import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.reboot.DrainPolicy;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/** A rollout over hosts of chance, driven by both machines alone, with no database and no time. */
final class SimulatedRollout {

  private static final String NEW = "6.12.0";

  private final Random chance;
  private final Map<RebootId, Reboot> reboots = new LinkedHashMap<>();
  private final Set<HostId> down = new HashSet<>();
  private Rollout rollout;
  private int mostDownAtAdmission;
  private int mostFailedAtAdmission;
  private boolean admittedOutsideOpenWave;

  SimulatedRollout(
      int hosts, List<HostAmount> waves, HostAmount maxUnavailable, int failureBudget, long seed) {
    this.chance = new Random(seed);
    this.rollout =
        new Rollout(
            new RolloutId(new UUID(0, 1)),
            new RolloutSpec(
                "simulated",
                new KernelImageId(new UUID(0, 1)),
                HostSelector.everyHost(),
                waves,
                new DisruptionBudget(maxUnavailable),
                new FailureBudget(failureBudget),
                Duration.ZERO,
                Duration.ofMinutes(10),
                DrainPolicy.full()),
            RolloutState.RUNNING,
            0,
            null,
            Instant.EPOCH,
            null,
            0);
    List<HostId> ids = IntStream.range(0, hosts).mapToObj(i -> new HostId(new UUID(1, i))).toList();
    WavePlanner.plan(waves, ids).forEach(this::plan);
  }

  /** Runs until the rollout ended, and says after how many events. */
  int run(int limit) {
    for (int events = 0; events <= limit; events++) {
      while (!(step() instanceof RolloutDecision.Rest)) {}
      if (rollout.state().isTerminal()) {
        return events;
      }
      List<Reboot> active =
          reboots.values().stream().filter(reboot -> !reboot.state().isTerminal()).toList();
      happen(active.get(chance.nextInt(active.size())));
    }
    throw new AssertionError("still " + rollout.state() + " after " + limit + " events");
  }

  void abort() {
    rollout = rollout.in(RolloutState.ABORTING, "aborted");
  }

  Rollout rollout() {
    return rollout;
  }

  int mostDownAtAdmission() {
    return mostDownAtAdmission;
  }

  int mostFailedAtAdmission() {
    return mostFailedAtAdmission;
  }

  boolean admittedOutsideOpenWave() {
    return admittedOutsideOpenWave;
  }

  long count(RebootState state) {
    return reboots.values().stream().filter(reboot -> reboot.state() == state).count();
  }

  long failed() {
    return reboots.values().stream().filter(reboot -> reboot.state().isFailure()).count();
  }

  boolean isEveryHostOfLostRebootsDown() {
    return reboots.values().stream()
        .filter(reboot -> reboot.state() == RebootState.LOST)
        .allMatch(reboot -> down.contains(reboot.host()));
  }

  private void plan(Wave wave) {
    for (HostId host : wave.hosts()) {
      RebootId id = new RebootId(new UUID(2, host.value().getLeastSignificantBits()));
      Reboot.Terms terms =
          new Reboot.Terms(
              rollout.spec().kernelImage(),
              NEW,
              Duration.ZERO,
              Duration.ofMinutes(10),
              DrainPolicy.full());
      reboots.put(id, Reboot.planned(id, rollout.id(), host(host), wave.index(), terms));
    }
  }

  private RolloutDecision step() {
    RolloutDecision decision =
        RolloutMachine.decide(rollout, members(), new Surroundings(Instant.EPOCH));
    if (decision instanceof RolloutDecision.Stage stage) {
      stage.reboots().forEach(id -> move(id, new RebootEvent.StageAsked()));
    } else if (decision instanceof RolloutDecision.Admit admit) {
      admit.reboots().forEach(this::admit);
    } else if (decision instanceof RolloutDecision.OpenWave open) {
      rollout = rollout.withOpenWave(open.index());
    } else if (decision instanceof RolloutDecision.Stop stop) {
      rollout = rollout.in(RolloutState.STOPPED, stop.reason());
      withdraw(stop.withdrawn());
    } else if (decision instanceof RolloutDecision.Complete) {
      rollout = rollout.in(RolloutState.COMPLETED, null);
    } else if (decision instanceof RolloutDecision.Withdraw withdraw) {
      withdraw(withdraw.reboots());
    } else if (decision instanceof RolloutDecision.FinishAbort) {
      rollout = rollout.in(RolloutState.ABORTED, null);
    }
    return decision;
  }

  private void admit(RebootId id) {
    admittedOutsideOpenWave |= reboots.get(id).wave() != rollout.openWave();
    move(
        id,
        chance.nextBoolean()
            ? new RebootEvent.DrainAsked()
            : new RebootEvent.Admitted(ExecId.random(chance)));
    mostDownAtAdmission = Math.max(mostDownAtAdmission, down.size());
    mostFailedAtAdmission = Math.max(mostFailedAtAdmission, (int) failed());
  }

  private void withdraw(List<RebootId> ids) {
    ids.forEach(id -> move(id, new RebootEvent.Withdrawn("withdrawn")));
  }

  /**
   * Something that may happen to a host in this state: it gets on, fails, comes back, or is lost.
   */
  private void happen(Reboot reboot) {
    List<RebootEvent> possible = new ArrayList<>();
    String boot = reboot.evidence().fromBootId();
    switch (reboot.state()) {
      case STAGING -> {
        possible.add(new RebootEvent.Staged(boot, "reserved"));
        possible.add(new RebootEvent.Staged(boot, "reserved"));
        possible.add(new RebootEvent.Refused("stage", "no region"));
      }
      case READY -> possible.add(new RebootEvent.Booted("by-itself", "6.1.0", "quiet"));
      case DRAINING -> {
        possible.add(new RebootEvent.Admitted(ExecId.random(chance)));
        possible.add(new RebootEvent.Held("waits for a budget"));
        possible.add(new RebootEvent.DrainFailed("a pod would be lost"));
        possible.add(new RebootEvent.Booted("by-itself", "6.1.0", "quiet"));
      }
      case VERIFYING -> {
        possible.add(new RebootEvent.Executing(reboot.evidence().execId(), boot, "reserved"));
        possible.add(new RebootEvent.Executing(reboot.evidence().execId(), boot, "reserved"));
        possible.add(new RebootEvent.Failed(boot, "execute", "digest"));
      }
      case EXECUTING -> {
        String proof = "fleetfoot.exec=" + reboot.evidence().execId();
        possible.add(new RebootEvent.Booted("new", NEW, proof));
        possible.add(new RebootEvent.Booted("new", NEW, proof));
        possible.add(new RebootEvent.Booted("new", "6.1.0", "quiet"));
        possible.add(new RebootEvent.Booted(boot, "6.1.0", "quiet"));
      }
      case PROVING ->
          possible.add(
              reboot.evidence().witnessAwaited()
                  ? new RebootEvent.Witnessed(reboot.evidence().toBootId())
                  : new RebootEvent.SoakPassed());
      default -> {}
    }
    if (chance.nextInt(10) == 0) {
      possible.add(new RebootEvent.DeadlinePassed(chance.nextBoolean()));
    }
    if (!possible.isEmpty()) {
      move(reboot.id(), possible.get(chance.nextInt(possible.size())));
    }
  }

  private void move(RebootId id, RebootEvent event) {
    RebootDecision decision = RebootMachine.decide(reboots.get(id), event);
    reboots.put(id, decision.reboot());
    HostId host = decision.reboot().host();
    if (decision.standing() == Standing.DOWN) {
      down.add(host);
    } else if (decision.standing() == Standing.UP) {
      down.remove(host);
    }
  }

  private List<Member> members() {
    return reboots.values().stream()
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

  private static Host host(HostId id) {
    return new Host(
        id,
        new Facts("host", "machine", "old-boot", "6.1.0", "quiet", "x86_64", 1, List.of(), "0.1.0"),
        Labels.none(),
        new Availability(Availability.State.UP, Instant.EPOCH, "registered"),
        null,
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
