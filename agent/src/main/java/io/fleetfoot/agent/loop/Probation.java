package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.Assignment;
import io.fleetfoot.agent.preflight.HostFacts;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Protects a host from a kernel that is not proven yet: whatever this sets before a reboot, it has
 * written down first, and takes back after it.
 */
public final class Probation implements Guard {
  private static final Logger LOG = System.getLogger(Probation.class.getName());
  private static final String REGION = "Crash kernel";

  /** How often kdump is asked to start before a person has to look. */
  private static final int RESTARTS = 3;

  private final Means means;
  private final ProbationFile file;
  private final AgentEvents events;
  private boolean watched;
  private boolean settled;
  private int restartsOwed;

  /**
   * What the protection is made of.
   *
   * @param watchdog none where nobody has configured one
   * @param timeout within which the next kernel's agent must be healthy
   */
  public record Means(
      Optional<Watchdog> watchdog,
      Duration timeout,
      KernelSettings settings,
      Optional<CrashDumps> crashDumps,
      BootDefault bootDefault) {}

  /** Reads what an earlier run of the agent has set. */
  public Probation(Means means, Path stateDirectory, AgentEvents events) throws IOException {
    this.means = means;
    this.file = ProbationFile.open(stateDirectory);
    this.events = events;
  }

  /** Writes down what will have to be taken back, then arms the watchdog: the last before going. */
  synchronized void leave(String bootId) throws IOException {
    Optional<Watchdog> watchdog = means.watchdog();
    var leaving =
        new ProbationRecord.Leaving(bootId, watchdog.isPresent(), means.settings().panicsOnOops());
    file.change(record -> record.with(Optional.of(leaving)));
    if (watchdog.isPresent()) {
      watchdog.get().arm(means.timeout());
      LOG.log(Level.INFO, "watchdog {0}: armed, {1}", watchdog.get().name(), means.timeout());
    }
  }

  /** Takes back what {@link #leave} has set in that boot: the host did not go. */
  synchronized void stay(String bootId) throws IOException {
    Optional<ProbationRecord.Leaving> leaving = file.record().leaving();
    if (leaving.isPresent() && leaving.get().bootId().equals(bootId)) {
      end(leaving.get(), "the host did not go");
    }
  }

  private void end(ProbationRecord.Leaving leaving, String why) throws IOException {
    if (leaving.watchdog() && means.watchdog().isPresent()) {
      disarm(means.watchdog().get(), why);
    }
    file.change(record -> record.with(Optional.empty()));
  }

  @Override
  public void arrived(HostFacts facts, Optional<CompletedReboot> reboot) {
    boolean onProbation = onProbation(facts, reboot);
    try {
      Optional<ProbationRecord.Leaving> leaving = file.record().leaving();
      if (leaving.isPresent() && leaving.get().bootId().equals(facts.bootId())) {
        stay(facts.bootId());
      } else if (leaving.isPresent() && !onProbation) {
        end(leaving.get(), "this is not the kernel that it was to watch");
      } else if (leaving.isPresent() && leaving.get().watchdog()) {
        watch();
      }
    } catch (IOException e) {
      LOG.log(Level.ERROR, "probation: " + e.getMessage());
    }
    if (onProbation) {
      sayWhetherThereIsARegion(facts, reboot.orElseThrow());
    }
  }

  private static boolean onProbation(HostFacts facts, Optional<CompletedReboot> reboot) {
    return reboot
        .filter(
            came ->
                CommandLineTemplate.has(
                    facts.identity().commandLine(),
                    CommandLineTemplate.EXEC_PARAMETER + came.execId()))
        .isPresent();
  }

  /** Many drivers stop the hardware when they are loaded: from here on it counts again. */
  private void watch() throws IOException {
    if (means.watchdog().isPresent()) {
      // it may count since the kernel before, whether it can be armed again or not
      watched = true;
      means.watchdog().get().arm(means.timeout());
      LOG.log(
          Level.INFO,
          "watchdog {0}: the service must hear of this boot within {1}",
          means.watchdog().get().name(),
          means.timeout());
    }
  }

  private static void sayWhetherThereIsARegion(HostFacts facts, CompletedReboot reboot) {
    if (facts.memoryMap().regions().isEmpty() || !facts.memoryMap().named(REGION).isEmpty()) {
      return;
    }
    boolean asked =
        List.of(facts.identity().commandLine().split("\\s+")).stream()
            .anyMatch(word -> word.startsWith("crashkernel="));
    LOG.log(
        Level.WARNING,
        "reboot {0}: the new kernel has no reserved region, so the next reboot goes by a slower"
            + " method; {1}",
        reboot.rebootId(),
        asked
            ? "it found no room for one beside the region it runs in: choose a smaller crashkernel="
            : "put crashkernel= or {running} into the kernel image''s command line");
  }

  @Override
  public void healthy() throws InterruptedException {
    if (settled) {
      if (restartsOwed > 0) {
        restartCrashDumps();
      }
      return;
    }
    try {
      if (watched) {
        disarm(means.watchdog().orElseThrow(), "the service has heard of this boot");
        watched = false;
        file.change(
            record ->
                record.with(
                    record
                        .leaving()
                        .map(
                            set ->
                                new ProbationRecord.Leaving(
                                    set.bootId(), false, set.panicOnOops()))));
      }
      settled = true;
      staying();
    } catch (IOException e) {
      LOG.log(Level.ERROR, "probation, to be tried again: " + e.getMessage());
    }
  }

  @Override
  public void staging() throws IOException, InterruptedException {
    restartsOwed = 0;
    if (means.crashDumps().isEmpty() || file.record().stoppedCrashDumps().isPresent()) {
      return;
    }
    Optional<String> unit = means.crashDumps().get().active();
    if (unit.isPresent()) {
      file.change(record -> record.stopped(unit));
      stop(means.crashDumps().get(), unit.get());
    }
  }

  private static void stop(CrashDumps crashDumps, String unit) throws InterruptedException {
    try {
      crashDumps.stop(unit);
      LOG.log(
          Level.WARNING,
          "{0}: stopped, a panic leaves no dump until the host has rebooted or the reboot is"
              + " called off",
          unit);
    } catch (IOException e) {
      LOG.log(Level.WARNING, unit + ": not stopped, staging unloads its image: " + e.getMessage());
    }
  }

  @Override
  public void staying() throws InterruptedException {
    restartsOwed = RESTARTS;
    restartCrashDumps();
  }

  private void restartCrashDumps() throws InterruptedException {
    Optional<String> unit = file.record().stoppedCrashDumps();
    if (unit.isEmpty() || means.crashDumps().isEmpty()) {
      restartsOwed = 0;
      return;
    }
    restartsOwed--;
    try {
      boolean loaded = means.crashDumps().get().start(unit.get());
      file.change(record -> record.stopped(Optional.empty()));
      restartsOwed = 0;
      LOG.log(
          loaded ? Level.INFO : Level.WARNING,
          "{0}: started again, a crash image is {1}",
          unit.get(),
          loaded ? "loaded" : "not loaded: a panic leaves no dump");
    } catch (IOException e) {
      LOG.log(Level.ERROR, "%s: not started again: %s".formatted(unit.get(), e.getMessage()));
    }
  }

  @Override
  public boolean proven(Assignment.Commit commit, HostFacts facts, Optional<CompletedReboot> reboot)
      throws InterruptedException {
    boolean ours =
        reboot.filter(came -> came.rebootId().equals(commit.rebootId())).isPresent()
            && facts.identity().kernelRelease().equals(commit.release());
    boolean done = file.record().committed().filter(commit.rebootId()::equals).isPresent();
    if (!ours || done) {
      return false;
    }
    BootDefault.Result result;
    try {
      result = means.bootDefault().choose(commit.release());
    } catch (IOException e) {
      result = new BootDefault.Result(BootDefault.Outcome.FAILED, String.valueOf(e.getMessage()));
    }
    events.committed(result.outcome());
    LOG.log(
        result.outcome().isFinal() ? Level.INFO : Level.WARNING,
        "reboot {0}: proven; boot loader''s default {1}: {2}",
        commit.rebootId(),
        result.outcome().word(),
        result.detail());
    return !end(commit.rebootId(), result.outcome())
        || result.outcome() == BootDefault.Outcome.FAILED;
  }

  /** Returns whether all of it could be done. */
  private boolean end(String rebootId, BootDefault.Outcome outcome) {
    try {
      Optional<ProbationRecord.Leaving> leaving = file.record().leaving();
      if (leaving.isPresent() && !leaving.get().panicOnOops() && means.settings().panicsOnOops()) {
        means.settings().panicOnOops(false);
        LOG.log(Level.INFO, "kernel.panic_on_oops: 0 again, as it was before the reboot");
      }
      file.change(
          record ->
              outcome.isFinal() ? record.committedTo(rebootId) : record.with(Optional.empty()));
      return true;
    } catch (IOException e) {
      LOG.log(Level.ERROR, "probation: " + e.getMessage());
      return false;
    }
  }

  private static void disarm(Watchdog watchdog, String why) throws IOException {
    watchdog.disarm();
    LOG.log(Level.INFO, "watchdog {0}: disarmed, {1}", watchdog.name(), why);
  }
}
