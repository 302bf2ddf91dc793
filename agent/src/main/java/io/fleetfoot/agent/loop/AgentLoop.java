package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.Assignment;
import io.fleetfoot.agent.client.Backoff;
import io.fleetfoot.agent.client.BlobCache;
import io.fleetfoot.agent.client.HostDescription;
import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.client.ServiceClient;
import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.Refusal;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Asks for the assignment, takes one step, reports; and begins again. */
public final class AgentLoop {
  private static final Logger LOG = System.getLogger(AgentLoop.class.getName());

  /** An administrator has to do something first. */
  private static final Backoff WHEN_REVOKED =
      new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(10));

  private final Surroundings world;
  private final Settings settings;
  private final Journal journal;
  private final Registration registration;
  private final Outbox outbox;
  private final Loaders loaders;
  private final Stager stager;
  private final Executor executor;

  private Optional<Preparation> staged = Optional.empty();
  private Optional<Assignment> answered = Optional.empty();
  private Optional<Assignment.Commit> commit = Optional.empty();
  private boolean settled = true;

  /**
   * What the loop acts on and is paced by.
   *
   * @param nanoTime a clock that only goes forward, for phases within this process
   * @param checkup what the checks find, for the service to know
   */
  public record Surroundings(
      Host host,
      KexecSystem system,
      Departure departure,
      Guard guard,
      ServiceClient service,
      Pause pause,
      InstantSource clock,
      LongSupplier nanoTime,
      RandomGenerator random,
      AgentEvents events,
      Checkup checkup) {}

  /**
   * What a person has set.
   *
   * @param stateDirectory where identity, journal and cache live
   * @param trustedKeys whose signature makes a kernel image one that may be booted
   * @param joinToken what registers the host when it has no identity
   * @param startedAt {@code nanoTime} when the agent's main began
   * @param loading how kernels are loaded on this host
   * @param corruptSlotAfterStaging lab only
   */
  public record Settings(
      Path stateDirectory,
      Path trustedKeys,
      JoinToken joinToken,
      Map<String, String> labels,
      Duration pollInterval,
      String agentVersion,
      long startedAt,
      LoadSettings loading,
      boolean corruptSlotAfterStaging) {}

  /** Reads journal and identity, and finds out which reboot this boot came from. */
  public AgentLoop(Surroundings world, Settings settings) throws IOException {
    this.world = world;
    this.settings = settings;
    this.journal = Journal.open(settings.stateDirectory());
    this.registration =
        new Registration(
            world.service(), settings.stateDirectory(), settings.joinToken(), settings.labels());
    registration.load();
    var cache = new BlobCache(settings.stateDirectory().resolve("cache"), world.service());
    var gatekeeper =
        new Gatekeeper(
            settings.trustedKeys(),
            world.clock(),
            SpentExecIds.open(settings.stateDirectory()),
            registration::hostId);
    this.loaders =
        new Loaders(
            world.host(),
            world.system(),
            world.random(),
            settings.loading(),
            settings.stateDirectory());
    this.stager = new Stager(world.host(), loaders, gatekeeper, cache, settings.loading());
    ClockReading clocks = world.host().clocks();
    this.executor =
        new Executor(
            world.host(),
            world.system(),
            loaders,
            world.departure(),
            gatekeeper,
            journal,
            new CounterFrequency(clocks),
            world.clock());
    this.outbox =
        new Outbox(world.service(), journal, world.pause(), world.random(), arrive(clocks));
  }

  private Report.Booted arrive(ClockReading clocks) throws IOException {
    HostFacts facts = world.host().facts();
    loaders.trial().settle(facts::bootId);
    long sinceMain = world.nanoTime().getAsLong() - settings.startedAt();
    Optional<CompletedReboot> reboot =
        new Arrival(world.host(), world.system(), loaders.firmware(), journal)
            .settle(facts, clocks, sinceMain);
    reboot.ifPresent(world.events()::booted);
    world.guard().arrived(facts, reboot);
    return new Report.Booted(
        reboot.map(CompletedReboot::execution),
        reboot.map(CompletedReboot::phases).orElse(List.of()),
        describe(facts));
  }

  private HostDescription describe(HostFacts facts) {
    return HostDescriber.describe(facts, settings.loading().quickRegion(), settings.agentVersion());
  }

  /** Runs until its thread is interrupted. */
  public void run() throws InterruptedException {
    var backoff =
        new Backoff(settings.pollInterval(), Duration.ofSeconds(10).plus(settings.pollInterval()));
    int failures = 0;
    int refusals = 0;
    while (true) {
      Duration wait = settings.pollInterval();
      try {
        tick();
        failures = 0;
        refusals = 0;
      } catch (ServiceException e) {
        if (e.reason() == ServiceException.Reason.REVOKED) {
          refusals++;
          wait = WHEN_REVOKED.after(refusals, world.random());
        } else {
          failures++;
          wait = backoff.after(failures, world.random());
        }
        world.events().serviceFailed(e.reason());
        LOG.log(Level.WARNING, "service: {0}; asking again in {1}", e.getMessage(), wait);
      } catch (IOException e) {
        failures++;
        wait = backoff.after(failures, world.random());
        LOG.log(Level.ERROR, "state directory: " + e + "; trying again in " + wait);
      }
      world.checkup().lookWhenDue();
      world.pause().of(wait);
    }
  }

  /**
   * Unloads a launcher that waits for the service's yes, so that an agent that is stopped leaves
   * nothing behind for a human's reboot to jump into; leaving then fails and is reported. A host
   * that is on its way already keeps it: there the stop is part of the reboot.
   */
  public void callOff() {
    if (!world.departure().callOff() || journal.execution().isEmpty()) {
      return;
    }
    if (world.system().loaded(Target.NORMAL)) {
      world.system().unload(Target.NORMAL);
    }
    try {
      loaders.firmware().callOff();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the boot loader may start another kernel than its default: " + e);
    }
  }

  /** Delivers what is undelivered, asks what is wanted, and takes one step. */
  public void tick() throws ServiceException, IOException, InterruptedException {
    if (!settled) {
      stay();
    }
    try {
      registration.ensure(() -> describe(world.host().facts()));
      outbox.deliver();
      world.guard().healthy();
      if (world.checkup().latest().isPresent()) {
        outbox.tell(world.checkup().latest().get());
      }
      ServiceClient.Polled polled = world.service().assignment();
      world.events().polled();
      take(polled.assignment());
    } catch (ServiceException e) {
      if (e.reason() == ServiceException.Reason.UNAUTHENTICATED) {
        registration.invalidate();
      } else if (e.reason() == ServiceException.Reason.REVOKED) {
        registration.revoked();
      }
      throw e;
    }
  }

  private void take(Assignment assignment)
      throws ServiceException, IOException, InterruptedException {
    if (assignment instanceof Assignment.Idle idle && !idle.commit().equals(commit)) {
      commit = idle.commit();
      commit();
    }
    var progress =
        new AgentMachine.Progress(
            staged, answered, journal.completed().map(CompletedReboot::execId));
    Step step = AgentMachine.next(assignment, progress);
    if (step instanceof Step.Forget) {
      forget();
    } else if (step instanceof Step.Stage stage) {
      stage(stage.assignment());
    } else if (step instanceof Step.StageAgain again) {
      stageAgain(again.assignment());
    } else if (step instanceof Step.Execute execute) {
      execute(execute.assignment());
    }
  }

  private void commit() throws InterruptedException {
    if (commit.isPresent()) {
      HostFacts facts = world.host().facts();
      Optional<CompletedReboot> reboot =
          journal.completed().filter(completed -> completed.bootId().equals(facts.bootId()));
      world.guard().proven(commit.get(), facts, reboot);
    }
  }

  private void forget() throws InterruptedException {
    staged.ifPresent(
        preparation ->
            LOG.log(
                Level.INFO,
                "reboot {0}: forgotten, nothing is wanted",
                preparation.order().rebootId()));
    setStaged(Optional.empty());
    answered = Optional.empty();
    stay();
  }

  /** Takes back what is still to be taken back, and then what protected the host from it. */
  private void stay() throws InterruptedException {
    try {
      executor.settle();
      loaders.trial().settle(() -> world.host().facts().bootId());
      settled = true;
    } catch (IOException | KexecException e) {
      settled = false;
      LOG.log(Level.ERROR, "not taken back yet, to be tried again: {0}", e.getMessage());
    }
    if (settled && staged.isEmpty()) {
      world.guard().staying();
    }
  }

  private void stage(Assignment.Stage assignment)
      throws ServiceException, IOException, InterruptedException {
    var timer = new PhaseTimer(world.nanoTime());
    var ids = new Ids(assignment.rebootId(), Optional.empty(), "stage");
    if (tryToStage(assignment, ids, Order.of(assignment), timer)) {
      Preparation ready = staged.orElseThrow();
      answer(
          assignment,
          new Report.Staged(
              assignment.rebootId(), ready.bootId(), ready.method().wireName(), timer.phases()));
      if (settings.corruptSlotAfterStaging()) {
        LOG.log(Level.WARNING, "debug.corrupt-slot-after-staging: flipping a bit of the slot");
        stager.corrupt(staged.orElseThrow());
      }
    }
  }

  private void stageAgain(Assignment.Execute assignment)
      throws ServiceException, IOException, InterruptedException {
    LOG.log(Level.INFO, "reboot {0}: staging again, this agent is new", assignment.rebootId());
    var ids = new Ids(assignment.rebootId(), Optional.of(assignment.execId()), "stage");
    var timer = new PhaseTimer(world.nanoTime());
    tryToStage(assignment, ids, Order.of(assignment), timer);
  }

  private boolean tryToStage(Assignment assignment, Ids ids, Order order, PhaseTimer timer)
      throws ServiceException, IOException, InterruptedException {
    setStaged(Optional.empty());
    world.guard().staging();
    try {
      Preparation ready = stager.stage(order, timer);
      setStaged(Optional.of(ready));
      LOG.log(
          Level.INFO,
          "reboot {0}: staged by {1}, {2}",
          ids.rebootId(),
          ready.method().wireName(),
          timer.phases());
      return true;
    } catch (RefusedException e) {
      refuse(assignment, ids, e);
    } catch (IOException | RuntimeException | LinkageError e) {
      fail(assignment, ids, e);
    }
    return false;
  }

  private void execute(Assignment.Execute assignment)
      throws ServiceException, IOException, InterruptedException {
    var ids = new Ids(assignment.rebootId(), Optional.of(assignment.execId()), "execute");
    Preparation ready = staged.orElseThrow();
    var timer = new PhaseTimer(world.nanoTime());
    try {
      executor.execute(ready, assignment, timer, outbox::announce);
    } catch (RefusedException e) {
      setStaged(Optional.empty());
      refuse(assignment, ids, e);
    } catch (ServiceException e) {
      notAgreed(assignment, ids, e);
    } catch (IOException | RuntimeException | LinkageError e) {
      fail(assignment, ids, e);
    }
  }

  /** The service said no, or may not have heard: the host stays up, and the service shall know. */
  private void notAgreed(Assignment.Execute assignment, Ids ids, ServiceException e)
      throws ServiceException, IOException, InterruptedException {
    if (e.reason() == ServiceException.Reason.OUT_OF_PLACE) {
      answered = Optional.of(assignment);
      stay();
      LOG.log(
          Level.WARNING,
          "reboot {0} exec {1}: called off: {2}",
          assignment.rebootId(),
          assignment.execId(),
          e.getMessage());
      return;
    }
    fail(assignment, ids, e);
  }

  private record Ids(String rebootId, Optional<String> execId, String step) {}

  private void refuse(Assignment assignment, Ids ids, RefusedException e)
      throws ServiceException, IOException, InterruptedException {
    stay();
    LOG.log(
        Level.WARNING,
        "reboot {0}: refused to {1}: {2}",
        ids.rebootId(),
        ids.step(),
        e.getMessage());
    for (Refusal refusal : e.refusals()) {
      world.events().refused(refusal.check());
    }
    String bootId = world.host().facts().bootId();
    answer(
        assignment,
        new Report.Refused(ids.rebootId(), ids.execId(), bootId, ids.step(), e.refusals()));
  }

  private void fail(Assignment assignment, Ids ids, Throwable e)
      throws ServiceException, IOException, InterruptedException {
    stay();
    LOG.log(Level.ERROR, "reboot %s: failed to %s".formatted(ids.rebootId(), ids.step()), e);
    world.events().failed(ids.step());
    String what = e instanceof KexecException ? e.getMessage() : e.toString();
    String undone =
        !settled
            ? "what was done could not be taken back at once, which is tried again"
            : ids.step().equals("execute")
                ? "what was loaded was unloaded, the host is as it was"
                : "nothing is loaded, the host is as it was";
    String bootId = world.host().facts().bootId();
    answer(
        assignment,
        new Report.Failed(ids.rebootId(), ids.execId(), bootId, ids.step(), what + "; " + undone));
  }

  private void answer(Assignment assignment, Report report) throws ServiceException, IOException {
    answered = Optional.of(assignment);
    outbox.send(report);
  }

  private void setStaged(Optional<Preparation> ready) {
    staged = ready;
    world.events().staged(ready.isPresent());
  }
}
