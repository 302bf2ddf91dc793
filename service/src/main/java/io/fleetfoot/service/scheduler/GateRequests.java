package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.rollout.GateCondition;
import io.fleetfoot.service.rollout.GateState;
import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.HookAnswer;
import io.fleetfoot.service.rollout.HookStanding;
import io.fleetfoot.service.rollout.Measurement;
import io.fleetfoot.service.rollout.MetricGate;
import io.fleetfoot.service.rollout.MetricJudgement;
import io.fleetfoot.service.rollout.QueryResult;
import io.fleetfoot.service.rollout.Rollout;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the requests of leased questions to webhooks and queries.
 *
 * <p>Whose lease ran out may not save, so that a question is asked at least once and answered once.
 */
public class GateRequests {

  private static final Logger log = LoggerFactory.getLogger(GateRequests.class);
  private static final int HOSTS_NAMED = 1000;

  private final GateRunRepository runs;
  private final RolloutRepository rollouts;
  private final KernelImages kernelImages;
  private final Transactions transactions;
  private final Webhooks webhooks;
  private final MetricSource metrics;
  private final GateMeters meters;

  /** Makes it over the kept questions and those who answer them. */
  public GateRequests(
      GateRunRepository runs,
      RolloutRepository rollouts,
      KernelImages kernelImages,
      Transactions transactions,
      Webhooks webhooks,
      MetricSource metrics,
      GateMeters meters) {
    this.runs = runs;
    this.rollouts = rollouts;
    this.kernelImages = kernelImages;
    this.transactions = transactions;
    this.webhooks = webhooks;
    this.metrics = metrics;
    this.meters = meters;
  }

  /** Makes the request of a leased question, outside any transaction, and saves what came of it. */
  void make(GateRunRepository.Lease lease) {
    try {
      if (lease.run().key().kind() == GateRun.Kind.HOOK) {
        callHook(lease);
      } else {
        measure(lease);
      }
    } catch (RuntimeException e) {
      log.error(
          "question {} of rollout {} is due again when its lease ends",
          lease.run().id(),
          lease.run().key().rollout(),
          e);
    }
  }

  private void callHook(GateRunRepository.Lease lease) {
    GateRun run = lease.run();
    Rollout rollout = rollout(run);
    Hook hook = GateRuns.hook(rollout.spec().policy(), run.key());
    HookAnswer answer =
        webhooks.call(
            new HookCall(
                hook,
                run,
                rollout,
                kernelImages.find(rollout.spec()),
                runs.subject(run.key(), HOSTS_NAMED),
                lease.now()));
    meters.answered(answer);
    HookStanding standing = HookStanding.after(answer, run.errors());
    transactions.run(() -> save(lease, standing, answer instanceof HookAnswer.Error));
  }

  private boolean save(GateRunRepository.Lease lease, HookStanding standing, boolean error) {
    if (standing instanceof HookStanding.Ended ended) {
      return end(lease.run(), lease.token(), ended.state(), ended.reason());
    }
    HookStanding.Again again = (HookStanding.Again) standing;
    return runs.again(lease, again.after(), again.reason(), error);
  }

  private void measure(GateRunRepository.Lease lease) {
    MetricGate gate = GateRuns.metricGate(rollout(lease.run()).spec().policy(), lease.run().key());
    Measurement measurement = measured(gate, lease);
    List<Measurement> all = new ArrayList<>(lease.run().measurements());
    all.add(measurement);
    MetricJudgement.Standing standing = MetricJudgement.judge(gate, all);
    boolean saved =
        transactions.run(
            () -> {
              boolean held = save(lease, gate, measurement, standing);
              if (held) {
                runs.measured(
                    lease.run().id(),
                    measurement.number(),
                    measurement.grade(),
                    measurement.detail());
              }
              return held;
            });
    if (saved) {
      meters.measured(measurement.grade());
    }
  }

  private boolean save(
      GateRunRepository.Lease lease,
      MetricGate gate,
      Measurement measurement,
      MetricJudgement.Standing standing) {
    boolean error = measurement.grade() == Measurement.Grade.ERROR;
    return switch (standing.outcome()) {
      case OPEN -> runs.again(lease, gate.interval(), standing.reason(), error);
      case PASSED -> end(lease.run(), lease.token(), GateState.PASSED, standing.reason());
      case FAILED -> end(lease.run(), lease.token(), GateState.FAILED, standing.reason());
      case INCONCLUSIVE ->
          end(lease.run(), lease.token(), GateState.INCONCLUSIVE, standing.reason());
    };
  }

  private Measurement measured(MetricGate gate, GateRunRepository.Lease lease) {
    int number = lease.run().measurements().size() + 1;
    try {
      QueryResult result = metrics.query(gate);
      return new Measurement(
          number, lease.now(), MetricJudgement.grade(gate, result), result.toString());
    } catch (MetricSourceException | GateCondition.NoSuchSampleException e) {
      return new Measurement(
          number, lease.now(), Measurement.Grade.ERROR, Objects.requireNonNull(e.getMessage()));
    }
  }

  /** Ends a question within a transaction; says false if the lease is not held any more. */
  boolean end(GateRun run, @Nullable UUID lease, GateState state, String reason) {
    boolean ended = runs.end(run.id(), lease, state, reason);
    if (ended) {
      GateRun.Key key = run.key();
      log.info(
          "rollout {} {} {} {} round {}: OPEN -> {} ({})",
          key.rollout(),
          key.point(),
          key.kind(),
          key.name(),
          key.round(),
          state,
          reason);
      transactions.afterSave(() -> meters.ended(key.kind(), state));
    }
    return ended;
  }

  private Rollout rollout(GateRun run) {
    return rollouts
        .find(run.key().rollout())
        .orElseThrow(() -> new NotFoundException("rollout", run.key().rollout().toString()));
  }
}
