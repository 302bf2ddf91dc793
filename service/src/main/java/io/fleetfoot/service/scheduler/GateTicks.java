package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.HookStanding;
import io.fleetfoot.service.rollout.Rollout;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;

/**
 * Has asked what rollouts wait for, and told what happened to them; each beat heals what an earlier
 * one, or another replica, lost.
 */
public class GateTicks {

  private static final Logger log = LoggerFactory.getLogger(GateTicks.class);

  private final GateRunRepository runs;
  private final GateRuns gates;
  private final RolloutRepository rollouts;
  private final Transactions transactions;
  private final GateRequests requests;
  private final Executor executor;
  private final Semaphore slots;

  /**
   * Makes it over the kept questions and what makes their requests.
   *
   * @param executor makes the requests
   * @param parallel how many requests this replica makes at a time
   */
  public GateTicks(
      GateRunRepository runs,
      GateRuns gates,
      RolloutRepository rollouts,
      Transactions transactions,
      GateRequests requests,
      Executor executor,
      int parallel) {
    this.runs = runs;
    this.gates = gates;
    this.rollouts = rollouts;
    this.transactions = transactions;
    this.requests = requests;
    this.executor = executor;
    this.slots = new Semaphore(parallel);
  }

  /**
   * Keeps what is to be asked and told, ends what is overdue, and begins what requests it can; what
   * fails is logged and is due again at the next tick.
   */
  public void tick() {
    Ticks.attempt("asking of hooks and gates", this::beat);
  }

  private void beat() {
    askAwaited();
    tellUntold();
    int withdrawn = transactions.run(runs::withdrawUnawaited);
    if (withdrawn > 0) {
      log.info("{} questions withdrawn, for no rollout waits for them any more", withdrawn);
    }
    endOverdue();
    transactions.run(
        () -> {
          runs.releaseExpired();
          return true;
        });
    requestWhileAny();
  }

  private void askAwaited() {
    rollouts.listActive().stream()
        .flatMap(id -> rollouts.find(id).stream())
        .forEach(rollout -> rollout.awaitedGate().ifPresent(point -> gates.ask(rollout, point)));
  }

  private void tellUntold() {
    for (GateRun.Key key : runs.listUntold()) {
      rollouts.find(key.rollout()).ifPresent(rollout -> gates.ask(rollout, key));
    }
  }

  private void endOverdue() {
    boolean more = true;
    while (more) {
      more = transactions.run(() -> runs.claimOverdue().map(this::endOverdue).orElse(false));
    }
  }

  private boolean endOverdue(GateRun run) {
    Hook hook = GateRuns.hook(rollout(run).spec().policy(), run.key());
    HookStanding.Ended ended =
        HookStanding.outOfPatience(
            hook, Objects.requireNonNullElse(run.reason(), "it was never reached"));
    requests.end(run, null, ended.state(), ended.reason());
    return true;
  }

  private void requestWhileAny() {
    boolean more = true;
    while (more && slots.tryAcquire()) {
      more = false;
      try {
        more = claim().map(this::begin).orElse(false);
      } finally {
        if (!more) {
          slots.release();
        }
      }
    }
  }

  private boolean begin(GateRunRepository.Lease lease) {
    executor.execute(
        () -> {
          try {
            requests.make(lease);
          } finally {
            slots.release();
          }
        });
    return true;
  }

  private Optional<GateRunRepository.Lease> claim() {
    try {
      return transactions.run(runs::claimDue);
    } catch (DuplicateKeyException e) {
      log.debug("another replica took the endpoint; due again at the next tick", e);
      return Optional.empty();
    }
  }

  private Rollout rollout(GateRun run) {
    return rollouts
        .find(run.key().rollout())
        .orElseThrow(() -> new NotFoundException("rollout", run.key().rollout().toString()));
  }
}
