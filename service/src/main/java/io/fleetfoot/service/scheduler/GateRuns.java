package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.rollout.GateOutcome;
import io.fleetfoot.service.rollout.GatePoint;
import io.fleetfoot.service.rollout.GateState;
import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.MetricGate;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps what rollouts ask of webhooks and queries, and says what was answered. */
public class GateRuns implements RolloutGates, HostGates {

  private final GateRunRepository runs;
  private final Duration queryTimeout;

  /**
   * Makes it over the kept questions.
   *
   * @param queryTimeout how long one query of a metric gate may take
   */
  public GateRuns(GateRunRepository runs, Duration queryTimeout) {
    this.runs = runs;
    this.queryTimeout = queryTimeout;
  }

  @Override
  public GateOutcome outcome(Rollout rollout, GatePoint point) {
    List<GateRun.Key> wanted = keys(rollout, point);
    if (wanted.isEmpty()) {
      return new GateOutcome.Passed();
    }
    return outcome(wanted, byKey(runs.listAt(rollout.id(), wanted.get(0).point())));
  }

  @Override
  public void ask(Rollout rollout, List<RebootId> hosts) {
    hosts.forEach(host -> keys(rollout, host).forEach(key -> ask(rollout, key)));
  }

  @Override
  public Map<RebootId, GateOutcome> outcomes(Rollout rollout, List<RebootId> hosts) {
    if (hosts.isEmpty() || keys(rollout, hosts.get(0)).isEmpty()) {
      return Map.of();
    }
    Map<GateRun.Key, GateRun> known = byKey(runs.listBefore(hosts));
    return hosts.stream()
        .collect(
            Collectors.toMap(Function.identity(), host -> outcome(keys(rollout, host), known)));
  }

  /** Keeps the questions that the rollout waits for at the point, as far as they are not kept. */
  public void ask(Rollout rollout, GatePoint point) {
    keys(rollout, point).forEach(key -> ask(rollout, key));
  }

  /** Keeps a question of the rollout, unless it is kept already. */
  void ask(Rollout rollout, GateRun.Key key) {
    if (key.kind() == GateRun.Kind.HOOK) {
      Hook hook = hook(rollout.spec().policy(), key);
      runs.ask(key, hook.url().toString(), hook.timeout(), Duration.ZERO, hook.patience());
    } else {
      MetricGate gate = metricGate(rollout.spec().policy(), key);
      runs.ask(key, null, queryTimeout, gate.initialDelay(), null);
    }
  }

  static Hook hook(RolloutPolicy policy, GateRun.Key key) {
    return policy.hooks().stream()
        .filter(hook -> hook.at() == key.point() && hook.name().equals(key.name()))
        .findFirst()
        .orElseThrow(() -> new NotFoundException("hook", key.name()));
  }

  static MetricGate metricGate(RolloutPolicy policy, GateRun.Key key) {
    return policy.metricGates().stream()
        .filter(gate -> gate.name().equals(key.name()))
        .findFirst()
        .orElseThrow(() -> new NotFoundException("gate", key.name()));
  }

  private static List<GateRun.Key> keys(Rollout rollout, GatePoint point) {
    RolloutPolicy policy = rollout.spec().policy();
    return switch (point.kind()) {
      case BEFORE_ROLLOUT -> hooks(rollout, Hook.Point.BEFORE_ROLLOUT, null, null, point.round());
      case BEFORE_WAVE -> hooks(rollout, Hook.Point.BEFORE_WAVE, point.wave(), null, point.round());
      case AFTER_WAVE ->
          policy.metricGates().stream()
              .map(
                  gate ->
                      new GateRun.Key(
                          rollout.id(),
                          GateRun.Kind.METRIC,
                          Hook.Point.AFTER_WAVE,
                          point.wave(),
                          null,
                          gate.name(),
                          point.round()))
              .toList();
    };
  }

  private static List<GateRun.Key> hooks(
      Rollout rollout, Hook.Point at, @Nullable Integer wave, @Nullable RebootId host, int round) {
    return rollout.spec().policy().hooks().stream()
        .filter(hook -> hook.at() == at)
        .map(
            hook ->
                new GateRun.Key(
                    rollout.id(), GateRun.Kind.HOOK, at, wave, host, hook.name(), round))
        .toList();
  }

  /** A host that is tried again has another reboot, so that its questions need no rounds. */
  private static List<GateRun.Key> keys(Rollout rollout, RebootId host) {
    return hooks(rollout, Hook.Point.BEFORE_HOST, rollout.openWave(), host, 0);
  }

  private static Map<GateRun.Key, GateRun> byKey(List<GateRun> runs) {
    return runs.stream().collect(Collectors.toMap(GateRun::key, Function.identity()));
  }

  private static GateOutcome outcome(List<GateRun.Key> wanted, Map<GateRun.Key, GateRun> known) {
    return GateOutcome.all(wanted.stream().map(key -> outcome(key, known.get(key))).toList());
  }

  private static GateOutcome outcome(GateRun.Key key, @Nullable GateRun run) {
    String name = (key.kind() == GateRun.Kind.HOOK ? "hook " : "gate ") + key.name();
    if (run == null) {
      return new GateOutcome.Pending(
          key.point() == Hook.Point.BEFORE_HOST
              ? name + " is asked once nothing else keeps the host"
              : name + " is about to be asked");
    }
    String reason = name + (run.reason() == null ? " has not answered" : ": " + run.reason());
    return outcome(run.state(), reason);
  }

  private static GateOutcome outcome(GateState state, String reason) {
    return switch (state) {
      case PASSED, TOLD, UNTOLD -> new GateOutcome.Passed();
      case DENIED, FAILED -> new GateOutcome.Failed(reason);
      case INCONCLUSIVE -> new GateOutcome.Inconclusive(reason);
      case OPEN, WITHDRAWN -> new GateOutcome.Pending(reason);
    };
  }
}
