package io.fleetfoot.service.testing;

import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.reboot.LoadPolicy;
import io.fleetfoot.service.reboot.OutOfPlaceException;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.scheduler.Assignment;
import io.fleetfoot.service.scheduler.Report;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.timing.Phase;
import io.fleetfoot.service.timing.PhaseTiming;
import io.fleetfoot.service.timing.PhaseTimings;
import io.fleetfoot.service.timing.Quality;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** An agent without a host: it does what it is asked for at once, and boots as it is told to. */
public final class FakeAgent {

  /** What the agent's host does when it is to execute. */
  public enum Fate {
    BOOTS,
    REFUSES,
    ROLLS_BACK,
    FALLS_SILENT
  }

  private static final String OLD = "6.1.0";

  private final String name;
  private final String machineId = UUID.randomUUID().toString();
  private Fate fate;
  private final HostId id;
  private final List<RebootId> executed = new ArrayList<>();
  private String blackout = "0.0624";
  private String bootId = UUID.randomUUID().toString();
  private String release = OLD;
  private String commandLine = "quiet";
  private boolean dark;

  /** Registers a host of that name and fate. */
  public FakeAgent(Replica service, String name, Fate fate) {
    this(service, name, fate, Labels.none());
  }

  /** Registers a host of that name, fate and labels. */
  public FakeAgent(Replica service, String name, Fate fate, Labels labels) {
    this.name = name;
    this.fate = fate;
    this.id =
        service
            .hosts
            .register(Replica.JOIN_TOKEN, new TestHostKey().publicKey(), facts(), labels)
            .host();
  }

  /** From now on the host is dark for so many seconds. */
  public synchronized void isDarkFor(String seconds) {
    blackout = seconds;
  }

  /** Polls once, through the replica, and does what it is asked for. */
  public synchronized void poll(Replica service) {
    if (dark) {
      return;
    }
    service.seenHosts.add(id);
    Assignment assignment = service.assignments.current(id);
    try {
      if (assignment instanceof Assignment.Stage stage) {
        stage(service, stage);
      } else if (assignment instanceof Assignment.Execute execute) {
        execute(service, execute);
      }
    } catch (OutOfPlaceException e) {
      // The assignment was out of date by then: the agent does nothing, and polls again.
    }
  }

  /** Comes up again after having been silent, and says so. */
  public synchronized void comeBack(Replica service) {
    dark = false;
    service.reports.accept(id, new Report.Started(facts(), PhaseTimings.none()));
  }

  /** Lets the agent's host fare otherwise from now on. */
  public synchronized void become(Fate newFate) {
    fate = newFate;
  }

  /** The release that the host runs. */
  public synchronized String release() {
    return release;
  }

  public HostId id() {
    return id;
  }

  public synchronized boolean isDark() {
    return dark;
  }

  /** The reboots that the agent was allowed to execute, once for each time it was allowed. */
  public synchronized List<RebootId> executed() {
    return List.copyOf(executed);
  }

  private void stage(Replica service, Assignment.Stage stage) {
    RebootEvent event =
        fate == Fate.REFUSES
            ? new RebootEvent.Refused("stage", "no region")
            : new RebootEvent.Staged(bootId, method(stage.policy()));
    service.reports.accept(
        id, new Report.Progress(stage.reboot(), event, timing(Phase.STAGE, "6.21")));
  }

  private void execute(Replica service, Assignment.Execute execute) {
    RebootEvent event =
        new RebootEvent.Executing(execute.execId(), bootId, method(execute.policy()));
    service.reports.accept(
        id, new Report.Progress(execute.reboot(), event, timing(Phase.VERIFY, "3.02")));
    executed.add(execute.reboot());
    bootId = UUID.randomUUID().toString();
    switch (fate) {
      case FALLS_SILENT -> dark = true;
      case ROLLS_BACK ->
          service.reports.accept(id, new Report.Started(facts(), PhaseTimings.none()));
      case BOOTS, REFUSES -> {
        KernelImage image = execute.kernelImage();
        release = image == null ? release : image.release().value();
        commandLine = image == null ? "quiet" : "quiet fleetfoot.exec=" + execute.execId();
        PhaseTimings phases = timing(Phase.BLACKOUT, blackout);
        service.reports.accept(id, new Report.Started(facts(), phases, execute.execId()));
      }
    }
  }

  /** The host has a reserved region, and firmware. */
  private static String method(LoadPolicy policy) {
    return policy.allows("reserved") ? "reserved" : "firmware";
  }

  private static PhaseTimings timing(Phase phase, String seconds) {
    return new PhaseTimings(
        List.of(PhaseTiming.ofSeconds(phase, new BigDecimal(seconds), Quality.EXACT)));
  }

  private Facts facts() {
    return new Facts(
        name, machineId, bootId, release, commandLine, "x86_64", 1 << 30, List.of(), "0.1.0");
  }
}
