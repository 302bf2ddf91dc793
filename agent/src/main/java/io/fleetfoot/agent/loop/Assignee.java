package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.Assignment;
import io.fleetfoot.agent.client.Report;
import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.Refusal;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** Does what the service wants of this host, one step at a time, and answers what came of it. */
final class Assignee {
  private static final Logger LOG = System.getLogger(Assignee.class.getName());

  /** How often a commit is tried before a person has to look. */
  private static final int COMMITS = 3;

  private final AgentLoop.Surroundings world;
  private final Journal journal;
  private final Outbox outbox;
  private final Stager stager;
  private final Executor executor;
  private final boolean corruptSlotAfterStaging;

  private Optional<Preparation> staged = Optional.empty();
  private Optional<Assignment> answered = Optional.empty();
  private Optional<Assignment.Commit> commit = Optional.empty();
  private int commitsOwed;
  private boolean begun;
  private boolean settled = true;

  Assignee(
      AgentLoop.Surroundings world,
      Journal journal,
      Outbox outbox,
      Stager stager,
      Executor executor,
      boolean corruptSlotAfterStaging) {
    this.world = world;
    this.journal = journal;
    this.outbox = outbox;
    this.stager = stager;
    this.executor = executor;
    this.corruptSlotAfterStaging = corruptSlotAfterStaging;
  }

  /** Takes back what an agent before this one has left; what cannot be, is tried again. */
  void settle() {
    try {
      executor.settle();
      settled = true;
    } catch (IOException e) {
      settled = false;
      LOG.log(Level.ERROR, "not taken back yet, to be tried again: {0}", e.getMessage());
    }
  }

  /** Tries again what could not be taken back at once. */
  void settleAgain() throws InterruptedException {
    if (!settled) {
      stay();
    }
  }

  /** Takes one step towards what is wanted. */
  void take(Assignment assignment) throws ServiceException, InterruptedException {
    if (assignment instanceof Assignment.Idle idle) {
      commit(idle.commit());
    }
    var progress =
        new AgentMachine.Progress(
            staged, answered, journal.completed().map(CompletedReboot::execId), begun);
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

  private void commit(Optional<Assignment.Commit> wanted) throws InterruptedException {
    if (!wanted.equals(commit)) {
      commit = wanted;
      commitsOwed = wanted.isPresent() ? COMMITS : 0;
    }
    if (commitsOwed > 0) {
      HostFacts facts = world.host().facts();
      Optional<CompletedReboot> reboot =
          journal.completed().filter(completed -> completed.bootId().equals(facts.bootId()));
      boolean again = world.guard().proven(wanted.orElseThrow(), facts, reboot);
      commitsOwed = again ? commitsOwed - 1 : 0;
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
    begun = false;
    stay();
  }

  /** Takes back what is still to be taken back, and then what protected the host from it. */
  private void stay() throws InterruptedException {
    settle();
    if (settled && staged.isEmpty()) {
      begun = false;
      world.guard().staying();
    }
  }

  private void stage(Assignment.Stage assignment) throws ServiceException, InterruptedException {
    var timer = new PhaseTimer(world.nanoTime());
    var ids = new Ids(assignment.rebootId(), Optional.empty(), "stage");
    if (tryToStage(assignment, ids, Order.of(assignment), timer)) {
      Preparation ready = staged.orElseThrow();
      answer(
          assignment,
          new Report.Staged(
              assignment.rebootId(), ready.bootId(), ready.method().wireName(), timer.phases()));
      if (corruptSlotAfterStaging) {
        LOG.log(Level.WARNING, "debug.corrupt-slot-after-staging: flipping a bit of the slot");
        stager.corrupt(staged.orElseThrow());
      }
    }
  }

  private void stageAgain(Assignment.Execute assignment)
      throws ServiceException, InterruptedException {
    LOG.log(Level.INFO, "reboot {0}: staging again, this agent is new", assignment.rebootId());
    var ids = new Ids(assignment.rebootId(), Optional.of(assignment.execId()), "stage");
    var timer = new PhaseTimer(world.nanoTime());
    tryToStage(assignment, ids, Order.of(assignment), timer);
  }

  private boolean tryToStage(Assignment assignment, Ids ids, Order order, PhaseTimer timer)
      throws ServiceException, InterruptedException {
    setStaged(Optional.empty());
    begun = true;
    try {
      world.guard().staging();
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
      throws ServiceException, InterruptedException {
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
      throws ServiceException, InterruptedException {
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
      throws ServiceException, InterruptedException {
    stay();
    LOG.log(
        Level.WARNING,
        "reboot {0}: refused to {1}: {2}",
        ids.rebootId(),
        ids.step(),
        e.getMessage());
    if (!settled) {
      // a refusal promises that the host is as it was
      answerFailed(assignment, ids, String.valueOf(e.getMessage()));
      return;
    }
    for (Refusal refusal : e.refusals()) {
      world.events().refused(refusal.check());
    }
    String bootId = world.host().facts().bootId();
    answer(
        assignment,
        new Report.Refused(ids.rebootId(), ids.execId(), bootId, ids.step(), e.refusals()));
  }

  private void fail(Assignment assignment, Ids ids, Throwable e)
      throws ServiceException, InterruptedException {
    stay();
    LOG.log(Level.ERROR, "reboot %s: failed to %s".formatted(ids.rebootId(), ids.step()), e);
    answerFailed(
        assignment,
        ids,
        e instanceof KexecException ? String.valueOf(e.getMessage()) : e.toString());
  }

  private void answerFailed(Assignment assignment, Ids ids, String what) throws ServiceException {
    world.events().failed(ids.step());
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

  private void answer(Assignment assignment, Report report) throws ServiceException {
    answered = Optional.of(assignment);
    outbox.send(report);
  }

  private void setStaged(Optional<Preparation> ready) {
    staged = ready;
    world.events().staged(ready.isPresent());
  }
}
