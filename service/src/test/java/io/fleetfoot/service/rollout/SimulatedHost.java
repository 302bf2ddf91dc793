package io.fleetfoot.service.rollout;

import io.fleetfoot.service.fleet.Availability;
import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.reboot.ExecId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootDecision.Standing;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A host and its agent, on a bad line: what the agent says is lost or said again, what it is told
 * may be out of date, and the host boots by itself, into the wrong kernel, late, or never.
 */
final class SimulatedHost {

  /** What became of a transaction: as far as its caller can tell, a lost one was never saved. */
  enum Saved {
    YES,
    REFUSED,
    LOST
  }

  /** The service as a host meets it. */
  interface Service {
    /** Returns what was saved last. */
    SimulatedStore saved();

    /** Runs a transaction. */
    Saved run(Consumer<SimulatedStore> work);
  }

  static final String OLD = "6.1.0";
  static final String NEW = "6.12.0";

  private record Message(RebootId reboot, RebootEvent event) {}

  private final HostId id;
  private final Labels labels;
  private final Random chance;
  private final int badLuckPercent;
  private final boolean carriesLoad;
  private final Map<ExecId, Integer> executions = new HashMap<>();
  private String boot;
  private String release = OLD;
  private String commandLine = "quiet";
  private String savedBoot;
  private String savedRelease = OLD;
  private Instant seen;
  private Instant silentUntil = Instant.MIN;
  private boolean hasToSayThatItBooted;
  private @Nullable Message unsaid;
  private @Nullable Reboot known;

  SimulatedHost(HostId id, Labels labels, Instant now, int badLuckPercent, long seed) {
    this.id = id;
    this.labels = labels;
    this.seen = now;
    this.badLuckPercent = badLuckPercent;
    this.chance = new Random(seed);
    this.carriesLoad = chance.nextInt(3) == 0;
    this.boot = newBoot();
    this.savedBoot = boot;
  }

  HostId id() {
    return id;
  }

  Labels labels() {
    return labels;
  }

  boolean carriesLoad() {
    return carriesLoad;
  }

  Instant seen() {
    return seen;
  }

  /** Says whether the host is not there to poll, as every other one does all the time. */
  boolean isQuiet(Instant now) {
    return now.isBefore(silentUntil);
  }

  String savedBoot() {
    return savedBoot;
  }

  String savedRelease() {
    return savedRelease;
  }

  /** Returns how often the host executed, by exec id. */
  Map<ExecId, Integer> executions() {
    return executions;
  }

  /** Returns the host as the service knows it. */
  Host asKnown() {
    return new Host(
        id,
        new Facts("h", "m", savedBoot, savedRelease, "quiet", "x86_64", 1, List.of(), "0.1.0"),
        labels,
        new Availability(Availability.State.UP, Instant.EPOCH, "registered"),
        null,
        Instant.EPOCH,
        seen);
  }

  /** Does one thing, if the host is there. */
  void act(Service service) {
    Instant now = service.saved().now();
    if (now.isBefore(silentUntil)) {
      return;
    }
    seen = now;
    if (hasToSayThatItBooted) {
      sayThatItBooted(service);
    } else if (unsaid != null) {
      say(service, unsaid);
    } else {
      obey(service);
    }
  }

  /** Boots whatever the service thinks of it. */
  void bootByItself() {
    boot = newBoot();
    commandLine = "quiet";
    release = chance.nextInt(4) == 0 ? OLD : release;
    hasToSayThatItBooted = true;
    unsaid = null;
  }

  /** Says nothing for some hours, or never again. */
  void fallSilent(Instant now) {
    silentUntil =
        chance.nextInt(3) == 0 ? Instant.MAX : now.plus(Duration.ofHours(1 + chance.nextInt(30)));
  }

  private void sayThatItBooted(Service service) {
    if (isLost()) {
      return;
    }
    RebootEvent event = new RebootEvent.Booted(boot, release, commandLine);
    Saved saved =
        service.run(
            store -> {
              Optional<Reboot> active = store.findActive(id);
              active.ifPresent(reboot -> store.move(reboot.id(), event));
              if (active.isEmpty()) {
                store.count(id, Standing.UP);
              }
            });
    if (saved != Saved.LOST) {
      savedBoot = boot;
      savedRelease = release;
      hasToSayThatItBooted = isLost();
    }
  }

  private void say(Service service, Message message) {
    if (isLost()) {
      return;
    }
    Saved saved = service.run(store -> store.move(message.reboot(), message.event()));
    boolean answered = saved != Saved.LOST && (saved == Saved.REFUSED || !isLost());
    if (answered) {
      unsaid = null;
      if (saved == Saved.YES && message.event() instanceof RebootEvent.Executing going) {
        execute(service.saved(), message.reboot(), going.execId());
      }
    }
  }

  private void obey(Service service) {
    if (known == null || chance.nextInt(5) > 0) {
      known = service.saved().findActive(id).orElse(null);
    }
    if (known == null) {
      return;
    }
    boolean unlucky = chance.nextInt(100) < badLuckPercent;
    ExecId execId = known.evidence().execId();
    if (known.state() == RebootState.STAGING) {
      unsaid =
          new Message(
              known.id(),
              unlucky
                  ? new RebootEvent.Refused("stage", "no region")
                  : new RebootEvent.Staged(boot, "reserved"));
    } else if (known.state() == RebootState.VERIFYING
        && execId != null
        && !executions.containsKey(execId)
        && boot.equals(known.evidence().fromBootId())) {
      unsaid =
          new Message(
              known.id(),
              unlucky
                  ? new RebootEvent.Failed(boot, "execute", "the staged bytes differ")
                  : new RebootEvent.Executing(execId, boot, "reserved"));
    }
  }

  private void execute(SimulatedStore store, RebootId id, ExecId execId) {
    Reboot reboot = store.reboot(id);
    // an answer that was lost for so long that the host is being switched off and on meanwhile
    boolean goes =
        reboot.state() == RebootState.EXECUTING || reboot.state() == RebootState.POWER_CYCLING;
    if (!goes || !store.isDown(this.id)) {
      throw new AssertionError("the host goes down, and does not count as down: " + reboot);
    }
    executions.merge(execId, 1, Integer::sum);
    hasToSayThatItBooted = true;
    silentUntil = store.now().plusSeconds(10 + chance.nextInt(300));
    if (chance.nextInt(100) >= badLuckPercent) {
      boot = newBoot();
      release = reboot.terms().toRelease();
      commandLine = "quiet fleetfoot.exec=" + execId;
      return;
    }
    switch (chance.nextInt(4)) {
      case 0 -> fallSilent(store.now());
      case 1 -> {}
      case 2 -> bootByItself();
      default -> {
        boot = newBoot();
        release = "5.10.0";
      }
    }
  }

  private boolean isLost() {
    return chance.nextInt(8) == 0;
  }

  private String newBoot() {
    return "boot-%016x".formatted(chance.nextLong());
  }
}
