package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.Backoff;
import io.fleetfoot.agent.client.BlobCache;
import io.fleetfoot.agent.client.HostDescription;
import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.client.ServiceClient;
import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.preflight.HostFacts;
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
  private final Assignee assignee;

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
    var stager = new Stager(world.host(), loaders, gatekeeper, cache, settings.loading());
    ClockReading clocks = world.host().clocks();
    var executor =
        new Executor(
            world.host(),
            world.system(),
            loaders,
            world.departure(),
            gatekeeper,
            journal,
            new CounterFrequency(clocks),
            world.clock());
    // what was left on the host is taken back only now that the journal knows where it came from
    Report.Booted booted = arrive(clocks);
    this.outbox = new Outbox(world.service(), journal, world.pause(), world.random(), booted);
    this.assignee =
        new Assignee(world, journal, outbox, stager, executor, settings.corruptSlotAfterStaging());
    assignee.settle();
  }

  private Report.Booted arrive(ClockReading clocks) {
    HostFacts facts = world.host().facts();
    long sinceMain = world.nanoTime().getAsLong() - settings.startedAt();
    Optional<CompletedReboot> reboot =
        new Arrival(world.host(), journal).settle(facts, clocks, sinceMain);
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
    assignee.settleAgain();
    try {
      registration.ensure(() -> describe(world.host().facts()));
      outbox.deliver();
      world.guard().healthy();
      if (world.checkup().latest().isPresent()) {
        outbox.tell(world.checkup().latest().get());
      }
      ServiceClient.Polled polled = world.service().assignment();
      world.events().polled();
      assignee.take(polled.assignment());
    } catch (ServiceException e) {
      if (e.reason() == ServiceException.Reason.UNAUTHENTICATED) {
        registration.invalidate();
      } else if (e.reason() == ServiceException.Reason.REVOKED) {
        registration.revoked();
      }
      throw e;
    }
  }
}
