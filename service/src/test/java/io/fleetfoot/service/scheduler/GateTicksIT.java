package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.rollout.FailureBudget;
import io.fleetfoot.service.rollout.GateOutcome;
import io.fleetfoot.service.rollout.GatePoint;
import io.fleetfoot.service.rollout.GateState;
import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.HookAnswer;
import io.fleetfoot.service.rollout.Measurement;
import io.fleetfoot.service.rollout.MetricGate;
import io.fleetfoot.service.rollout.QueryResult;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutPolicy;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.store.GateReplica;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.TestDatabase;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GateTicksIT {

  private static final URI URL = URI.create("https://change.example/hook");

  private final Deque<HookAnswer> answers = new ArrayDeque<>();
  private final Deque<QueryResult> results = new ArrayDeque<>();
  private final List<HookCall> calls = new ArrayList<>();
  private static Replica service;
  private static Replica other;
  private GateReplica asking;
  private FakeAgent agent;

  @BeforeAll
  static void start() {
    TestDatabase database = TestDatabase.create();
    service = new Replica(database, RebootTimeouts.standard(), 1);
    other = new Replica(database, RebootTimeouts.standard(), 2);
  }

  @AfterAll
  static void close() {
    service.close();
    other.close();
  }

  @BeforeEach
  void forgetAllThatWas() {
    service.jdbc.sql("truncate rollout, host cascade").update();
    agent = new FakeAgent(service, "host-1", Fate.BOOTS);
    asking = asking(service);
    service.hostGates = HostGates.open();
  }

  @Test
  void letsARolloutGoOnOnceEveryHookOfThePointAllowed() {
    Rollout rollout =
        rollout(
            List.of(
                hook("a", Hook.Point.BEFORE_WAVE, URL),
                hook("b", Hook.Point.BEFORE_WAVE, URL.resolve("/b")),
                hook("c", Hook.Point.AFTER_ROLLOUT, URL.resolve("/c"))),
            List.of());
    answers.add(new HookAnswer.Allow());
    answers.add(new HookAnswer.Wait(Duration.ofMinutes(5), "lunch"));

    assertThat(outcome(rollout)).isInstanceOf(GateOutcome.Pending.class);
    asking.ticks.tick();
    assertThat(outcome(rollout)).isEqualTo(new GateOutcome.Pending("hook b: asked to wait: lunch"));
    asking.ticks.tick();
    assertThat(calls).hasSize(2);

    pass(Duration.ofMinutes(5));
    answers.add(new HookAnswer.Allow());
    asking.ticks.tick();

    assertThat(outcome(rollout)).isEqualTo(new GateOutcome.Passed());
    assertThat(calls).extracting(call -> call.hook().name()).containsExactly("a", "b", "b");
    assertThat(calls.get(2).run().requests()).isEqualTo(2);
    assertThat(calls.get(2).run().id()).isEqualTo(calls.get(1).run().id());
    assertThat(calls.get(0).subject().hosts())
        .extracting(HookSubject.Target::hostname)
        .containsExactly("host-1");
    assertThat(calls.get(0).kernelImage()).map(image -> image.release().value()).contains("6.12.0");
    assertThat(counted("fleetfoot.hook.requests", "result", "allow")).isEqualTo(2);
    assertThat(counted("fleetfoot.gate.outcomes", "outcome", "passed")).isEqualTo(2);
  }

  @Test
  void asksNobodyWhereNothingIsToBeAsked() {
    Rollout rollout = rollout(List.of(), List.of());

    asking.ticks.tick();

    assertThat(asking.list(rollout.id())).isEmpty();
    for (GatePoint.Kind kind : GatePoint.Kind.values()) {
      assertThat(asking.gates.outcome(rollout, new GatePoint(kind, 0, 0)))
          .isEqualTo(new GateOutcome.Passed());
    }
  }

  @Test
  void stopsARolloutWithTheReasonOfWhoDenied() {
    Rollout rollout = rollout(List.of(hook("a", Hook.Point.BEFORE_WAVE, URL)), List.of());
    answers.add(new HookAnswer.Deny("change freeze"));

    asking.ticks.tick();

    assertThat(outcome(rollout)).isEqualTo(new GateOutcome.Failed("hook a: denied: change freeze"));
  }

  @Test
  void takesErrorsForWaitUntilPatienceEndsAndThenForDeny() {
    Rollout rollout = rollout(List.of(hook("a", Hook.Point.BEFORE_WAVE, URL)), List.of());
    answers.add(new HookAnswer.Error("it answered with status 500"));
    answers.add(new HookAnswer.Error("no answer within PT1S"));

    asking.ticks.tick();
    pass(Duration.ofSeconds(6));
    asking.ticks.tick();
    pass(Duration.ofSeconds(6));
    asking.ticks.tick();
    assertThat(calls).as("the pause after a second error is longer").hasSize(2);
    assertThat(outcome(rollout))
        .isEqualTo(new GateOutcome.Pending("hook a: no usable answer: no answer within PT1S"));
    pass(Duration.ofHours(1));
    asking.ticks.tick();

    assertThat(outcome(rollout))
        .isEqualTo(
            new GateOutcome.Failed(
                "hook a: patience of 1 h is over; no usable answer: no answer within PT1S"));
    assertThat(calls).hasSize(2);
  }

  @Test
  void asksAnewInAnotherRoundAndWithdrawsWhatWasAskedInTheOneBefore() {
    Rollout rollout = rollout(List.of(hook("a", Hook.Point.BEFORE_WAVE, URL)), List.of());
    answers.add(new HookAnswer.Wait(Duration.ofMinutes(1), "lunch"));
    asking.ticks.tick();
    enter("GATE", 7);

    answers.add(new HookAnswer.Allow());
    asking.ticks.tick();

    assertThat(outcome(rollout)).isEqualTo(new GateOutcome.Passed());
    assertThat(asking.list(rollout.id()))
        .extracting(run -> run.key().round(), GateRun::state)
        .containsExactlyInAnyOrder(tuple(0, GateState.WITHDRAWN), tuple(7, GateState.PASSED));
  }

  @Test
  void goesOnWhereAReplicaDiedInTheMiddleOfARequest() {
    Rollout rollout = rollout(List.of(hook("a", Hook.Point.BEFORE_WAVE, URL)), List.of());
    asking.gates.ask(rollout, rollout.awaitedGate().orElseThrow());
    GateRunRepository.Lease dead = service.transactions.run(asking.runs::claimDue).orElseThrow();
    GateReplica alive = asking(other);

    alive.ticks.tick();
    assertThat(calls).isEmpty();
    pass(Duration.ofMinutes(1));
    answers.add(new HookAnswer.Allow());
    alive.ticks.tick();

    assertThat(outcome(rollout)).isEqualTo(new GateOutcome.Passed());
    assertThat(calls.get(0).run().id()).isEqualTo(dead.run().id());
    assertThat(asking.runs.end(dead.run().id(), dead.token(), GateState.DENIED, "too late"))
        .isFalse();
    assertThat(outcome(rollout)).isEqualTo(new GateOutcome.Passed());
  }

  @Test
  void makesOneRequestToAnEndpointAtATimeOverAllReplicas() throws InterruptedException {
    List<Hook> hooks =
        IntStream.range(0, 24).mapToObj(i -> hook("h" + i, Hook.Point.BEFORE_WAVE, URL)).toList();
    Rollout rollout = rollout(hooks, List.of());
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ConcurrentHashMap<String, Integer> asked = new ConcurrentHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<GateReplica> replicas =
        List.of(service, other).stream()
            .map(
                replica ->
                    new GateReplica(
                        replica,
                        call -> {
                          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                          asked.merge(call.hook().name(), 1, Integer::sum);
                          Thread.yield();
                          atOnce.decrementAndGet();
                          return new HookAnswer.Allow();
                        },
                        gate -> new QueryResult(List.of()),
                        threads,
                        4))
            .toList();

    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              replicas.parallelStream().forEach(replica -> replica.ticks.tick());
              return outcome(rollout) instanceof GateOutcome.Passed;
            });
    threads.shutdown();

    assertThat(most).hasValue(1);
    assertThat(asked).hasSize(24).allSatisfy((name, times) -> assertThat(times).isEqualTo(1));
  }

  @Test
  void measuresAtItsIntervalsUntilAGatePasses() {
    Rollout rollout = rollout(List.of(), List.of(gate("errors")));
    results.add(result(0.01));
    results.add(result(0.2));
    results.add(result(0.02));

    enter("JUDGE", 3);
    asking.ticks.tick();
    assertThat(results).as("nothing is measured before the initial delay").hasSize(3);
    pass(Duration.ofMinutes(2));
    asking.ticks.tick();
    asking.ticks.tick();
    assertThat(results).as("nothing is measured before the interval").hasSize(2);
    pass(Duration.ofMinutes(1));
    asking.ticks.tick();
    assertThat(outcome(rollout))
        .isEqualTo(
            new GateOutcome.Pending("gate errors: 2 of 3 measurements made; the last: [0.2]"));
    pass(Duration.ofMinutes(1));
    asking.ticks.tick();

    assertThat(outcome(rollout)).isEqualTo(new GateOutcome.Passed());
    assertThat(asking.list(rollout.id()).get(0).measurements())
        .extracting(Measurement::number, Measurement::grade, Measurement::detail)
        .containsExactly(
            tuple(1, Measurement.Grade.SUCCESSFUL, "[0.01]"),
            tuple(2, Measurement.Grade.FAILED, "[0.2]"),
            tuple(3, Measurement.Grade.SUCCESSFUL, "[0.02]"));
  }

  @Test
  void failsAGateAtTheMeasurementThatIsOneTooMany() {
    Rollout rollout = rollout(List.of(), List.of(gate("errors")));
    results.add(result(0.2));
    results.add(result(0.3));

    measure(rollout, 2);

    assertThat(outcome(rollout))
        .isEqualTo(
            new GateOutcome.Failed(
                "gate errors: 2 measurements failed, 1 are tolerated; the last: [0.3]"));
  }

  @Test
  void isInconclusiveWhereTheMetricsDoNotAnswer() {
    Rollout rollout = rollout(List.of(), List.of(gate("errors")));

    measure(rollout, 3);

    assertThat(outcome(rollout))
        .isEqualTo(
            new GateOutcome.Inconclusive(
                "gate errors: 3 errors in a row, 2 are tolerated; the last: nobody answers"));
    assertThat(counted("fleetfoot.gate.measurements", "grade", "error")).isEqualTo(3);
  }

  @Test
  void isInconclusiveWhereThereIsNoTraffic() {
    Rollout rollout = rollout(List.of(), List.of(gate("errors")));
    results.add(result(Double.NaN));
    results.add(new QueryResult(List.of()));
    results.add(result(Double.NaN));

    measure(rollout, 3);

    assertThat(outcome(rollout))
        .isEqualTo(
            new GateOutcome.Inconclusive(
                "gate errors: 2 measurements were inconclusive, 1 are tolerated; the last: [NaN]"));
  }

  @Test
  void tellsOfEveryHostWaveAndRolloutUntilSomebodyTookNote() {
    Rollout rollout =
        rollout(
            List.of(
                hook("host", Hook.Point.AFTER_HOST, URL),
                hook("wave", Hook.Point.AFTER_WAVE, URL),
                hook("rollout", Hook.Point.AFTER_ROLLOUT, URL)),
            List.of());
    asking.ticks.tick();
    assertThat(calls).isEmpty();
    finish(rollout);
    answers.add(new HookAnswer.Error("reset"));
    IntStream.range(0, 3).forEach(i -> answers.add(new HookAnswer.Told()));

    asking.ticks.tick();
    pass(Duration.ofSeconds(6));
    asking.ticks.tick();
    asking.ticks.tick();

    assertThat(asking.list(rollout.id()))
        .hasSize(3)
        .allSatisfy(run -> assertThat(run.state()).isEqualTo(GateState.TOLD));
    assertThat(calls).hasSize(4);
    assertThat(calls)
        .filteredOn(call -> call.hook().at() == Hook.Point.AFTER_HOST)
        .allSatisfy(
            call -> {
              assertThat(call.subject().hosts()).hasSize(1);
              assertThat(call.subject().hosts().get(0).state().isTerminal()).isTrue();
            });
  }

  @Test
  void holdsNobodyUpWhereNobodyTookNote() {
    Rollout rollout = rollout(List.of(hook("r", Hook.Point.AFTER_ROLLOUT, URL)), List.of());
    finish(rollout);
    answers.add(new HookAnswer.Error("reset"));

    asking.ticks.tick();
    pass(Duration.ofHours(1));
    asking.ticks.tick();

    assertThat(asking.list(rollout.id()).get(0).state()).isEqualTo(GateState.UNTOLD);
  }

  @Test
  void asksBeforeEachHostAndLeavesOutWhatIsDenied() {
    FakeAgent denied = new FakeAgent(service, "host-2", Fate.BOOTS);
    Rollout rollout = rollout(List.of(hook("h", Hook.Point.BEFORE_HOST, URL)), List.of());
    service.hostGates = asking.gates;
    answers.add(new HookAnswer.Wait(Duration.ofMinutes(1), "busy"));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              poll(agent, denied);
              asking.ticks.tick();
              return !calls.isEmpty();
            });
    poll(agent, denied);

    assertThat(service.rollouts.get(rollout.id()).waiting().values())
        .extracting(Verdict.No::constraint)
        .contains(Constraint.HOOK);
    assertThat(service.whyNot.rollout(rollout.id()).reasons())
        .last()
        .extracting(reason -> reason.check().constraint(), reason -> reason.check().detail())
        .containsExactly(Constraint.HOOK, "hook h: asked to wait: busy");
    service.whyNot.refresh();
    assertThat(
            service
                .registry
                .get(Meters.ADMISSION_BLOCKED.meterName())
                .tag("constraint", "hook")
                .gauge()
                .value())
        .isPositive();
    assertThat(agent.executed()).isEmpty();
    pass(Duration.ofMinutes(1));
    answers.add(new HookAnswer.Allow());
    answers.add(new HookAnswer.Deny("has a customer's demo"));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              asking.ticks.tick();
              poll(agent, denied);
              return service.rollouts.get(rollout.id()).rollout().state().isTerminal();
            });

    assertThat(service.rollouts.get(rollout.id()).rollout().state())
        .isEqualTo(RolloutState.COMPLETED);
    assertThat(agent.executed()).hasSize(1);
    assertThat(denied.executed()).isEmpty();
    assertThat(service.reboots.list(rollout.id()))
        .extracting(record -> record.reboot().state(), record -> record.reboot().reason())
        .contains(tuple(RebootState.ABORTED, "hook h: denied: has a customer's demo"));
  }

  @Test
  void withdrawsWhatNobodyWaitsForAnyMore() {
    Rollout rollout = rollout(List.of(hook("a", Hook.Point.BEFORE_WAVE, URL)), List.of());
    answers.add(new HookAnswer.Wait(Duration.ofMinutes(1), "not yet"));
    asking.ticks.tick();
    service.rollouts.abort(rollout.id());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              service.ticks.tick();
              return service.rollouts.get(rollout.id()).rollout().state().isTerminal();
            });

    asking.ticks.tick();
    pass(Duration.ofMinutes(2));
    asking.ticks.tick();

    assertThat(asking.list(rollout.id()).get(0).state()).isEqualTo(GateState.WITHDRAWN);
    assertThat(calls).hasSize(1);
  }

  private GateOutcome outcome(Rollout rollout) {
    Rollout now = service.rolloutRepository.find(rollout.id()).orElseThrow();
    return asking.gates.outcome(now, now.awaitedGate().orElseThrow());
  }

  /** Has every rollout wait at the step of its open wave. */
  private void enter(String step, int round) {
    service
        .jdbc
        .sql("update rollout set wave_step = :step, round = :round")
        .param("step", step)
        .param("round", round)
        .update();
  }

  private void finish(Rollout rollout) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              service.ticks.tick();
              agent.poll(service);
              return service.rollouts.get(rollout.id()).rollout().state().isTerminal();
            });
  }

  private static void poll(FakeAgent... agents) {
    service.ticks.tick();
    for (FakeAgent each : agents) {
      each.poll(service);
    }
  }

  private void measure(Rollout rollout, int times) {
    enter("JUDGE", 3);
    asking.ticks.tick();
    for (int i = 0; i < times; i++) {
      pass(Duration.ofMinutes(2));
      asking.ticks.tick();
    }
  }

  private GateReplica asking(Replica replica) {
    return new GateReplica(
        replica,
        call -> {
          calls.add(call);
          return answers.remove();
        },
        gate ->
            Optional.ofNullable(results.poll())
                .orElseThrow(() -> new MetricSourceException("nobody answers")),
        Runnable::run,
        4);
  }

  private double counted(String meter, String label, String value) {
    return asking.registry.find(meter).tag(label, value).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  /** Moves every time that the questions know so far into the past. */
  private void pass(Duration time) {
    service
        .jdbc
        .sql(
            """
            update gate_run
            set due_at = due_at - :millis * interval '1 millisecond',
                deadline = deadline - :millis * interval '1 millisecond',
                leased_until = leased_until - :millis * interval '1 millisecond'
            """)
        .param("millis", time.toMillis())
        .update();
  }

  private Rollout rollout(List<Hook> hooks, List<MetricGate> gates) {
    RolloutPolicy plain = RolloutPolicy.plain();
    RolloutPolicy policy =
        new RolloutPolicy(
            null,
            List.of(),
            List.of(),
            null,
            null,
            Duration.ZERO,
            List.of(),
            List.of(),
            null,
            plain.retries(),
            plain.approval(),
            hooks,
            gates,
            plain.timing(),
            plain.rollback(),
            plain.stage());
    return service
        .rollouts
        .create(
            new RolloutSpec(
                "test",
                service.kernelImage("6.12.0").id(),
                HostSelector.everyHost(),
                List.of(HostAmount.percent(100)),
                new DisruptionBudget(HostAmount.hosts(1)),
                new FailureBudget(0),
                Duration.ZERO,
                Duration.ofMinutes(10),
                DrainPolicy.full(),
                policy))
        .rollout();
  }

  private static Hook hook(String name, Hook.Point at, URI url) {
    return new Hook(name, at, url, null, Duration.ofSeconds(1), Duration.ofHours(1));
  }

  private static MetricGate gate(String name) {
    return new MetricGate(
        name,
        null,
        "errors",
        "result < 0.05",
        null,
        Duration.ofMinutes(1),
        3,
        1,
        1,
        2,
        Duration.ofMinutes(1));
  }

  private static QueryResult result(double sample) {
    return new QueryResult(List.of(sample));
  }
}
