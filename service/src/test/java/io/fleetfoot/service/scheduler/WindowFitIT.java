package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.admission.Check;
import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.rollout.Window;
import io.fleetfoot.service.store.Replica;
import io.fleetfoot.service.testing.FakeAgent;
import io.fleetfoot.service.testing.FakeAgent.Fate;
import io.fleetfoot.service.testing.Specs;
import io.fleetfoot.service.testing.TestDatabase;
import io.fleetfoot.service.timing.HardwareClass;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Blades are down for a minute and boxes for forty, as the service has measured it of each. */
class WindowFitIT {

  private static final Instant TUESDAY_NOON = Instant.parse("2026-03-03T12:00:00Z");
  private static final Instant WEDNESDAY_TWO = Instant.parse("2026-03-04T02:00:00Z");
  private static final Instant SUNDAY_TWO = Instant.parse("2026-03-08T02:00:00Z");
  private static final Window HALF_HOURS = window("0 2 * * *", Duration.ofMinutes(30));
  private static final Window SUNDAYS = window("0 2 * * sun", Duration.ofHours(2));

  private Replica replica;
  private List<FakeAgent> blades;
  private List<FakeAgent> boxes;

  @BeforeEach
  void measureHosts() {
    replica =
        new Replica(
            TestDatabase.createWithSetClock("timestamptz '" + TUESDAY_NOON + "'"),
            RebootTimeouts.standard(),
            1);
    blades = IntStream.range(0, 5).mapToObj(number -> agent("blade", number)).toList();
    boxes = IntStream.range(0, 5).mapToObj(number -> agent("box", number)).toList();
    RolloutId first = create(Specs.unlimited().image(replica.kernelImage("6.12.1").id()));
    run(blades, boxes);
    assertThat(state(first)).isEqualTo(RolloutState.COMPLETED);
    wereDownFor("blade", "60 seconds");
    wereDownFor("box", "40 minutes");
    replica.pass(Duration.ofMinutes(2));
  }

  @AfterEach
  void close() {
    replica.close();
  }

  @Test
  void holdsTheHostsThatWouldOutlastTheWindowUntilOneIsLongEnough() {
    RolloutId rollout = create(next().windows(HALF_HOURS, SUNDAYS));
    run(blades, boxes);

    assertThat(checkOf(boxes.get(0)))
        .matches(Check::isPassed)
        .matches(check -> check.detail().contains("from " + SUNDAY_TWO + " on there is room"));

    set(WEDNESDAY_TWO);
    run(blades, boxes);

    assertThat(executed(blades)).containsOnly(2);
    assertThat(executed(boxes)).containsOnly(1);
    assertThat(checkOf(boxes.get(0)))
        .isEqualTo(
            new Check(
                Constraint.WINDOW_FIT,
                Check.Status.BLOCKED,
                "the host needs 40 min at the 95th percentile (5 reboots of the same hardware class"
                    + " and load method, with other kernels), the window stays open for 30 min",
                SUNDAY_TWO));
    assertThat(reasons(rollout).get(Constraint.WINDOW_FIT)).isEqualTo(5);
    replica.whyNot.refresh();
    assertThat(blocked("window-fit")).isEqualTo(5);
    assertThat(denials("window-fit")).isPositive();

    set(SUNDAY_TWO);
    run(boxes);

    assertThat(executed(boxes)).containsOnly(2);
    assertThat(state(rollout)).isEqualTo(RolloutState.COMPLETED);
  }

  @Test
  void saysThatAHostNeverFitsAndEndsTheRolloutAtItsDeadline() {
    Instant deadline = WEDNESDAY_TWO.plus(Duration.ofDays(2));
    RolloutId rollout = create(next().windows(HALF_HOURS).deadline(deadline));
    run(blades, boxes);
    set(WEDNESDAY_TWO);
    run(blades, boxes);

    Check never = checkOf(boxes.get(0));
    assertThat(never.isPassed()).isFalse();
    assertThat(never.clearsAt()).isNull();
    assertThat(never.detail())
        .startsWith("the host needs 40 min at the 95th percentile (5 reboots")
        .contains(
            "no time that is open until " + deadline + " is longer than 30 min: it never fits");

    set(deadline);
    run(boxes);

    assertThat(rollout(rollout).state()).isEqualTo(RolloutState.STOPPED);
    assertThat(rollout(rollout).reason()).contains("5 hosts are not done");
    assertThat(executed(boxes)).containsOnly(1);
  }

  @Test
  void startsAHostWhoseKindWasNeverMeasuredThoughNoWindowHasRoomForWhatOthersTook() {
    FakeAgent unknown = agent("unheard-of", 0);
    RolloutId rollout = create(next().windows(HALF_HOURS));
    run(Stream.of(List.of(unknown), blades, boxes).flatMap(List::stream).toList());

    set(WEDNESDAY_TWO);
    assertThat(checkOf(unknown).detail())
        .contains("10 reboots of other hardware or by another load method")
        .endsWith("it may go, for nothing of its kind was measured");
    run(List.of(unknown));

    assertThat(executed(List.of(unknown))).containsOnly(1);
    assertThat(state(rollout)).isEqualTo(RolloutState.RUNNING);
  }

  @Test
  void startsNobodyWhoseP95IsLongerThanTheRestOfTheWindow() {
    create(next().windows(HALF_HOURS, SUNDAYS));
    run(blades, boxes);

    set(WEDNESDAY_TWO.plus(Duration.ofMinutes(29)).plusSeconds(1));
    run(blades, boxes);
    assertThat(executed(blades)).containsOnly(1);

    set(WEDNESDAY_TWO.plus(Duration.ofMinutes(29)));
    run(blades, boxes);
    assertThat(executed(blades)).containsOnly(2);
    assertThat(executed(boxes)).containsOnly(1);
  }

  private Specs next() {
    return Specs.unlimited().image(replica.kernelImage("6.12.2").id());
  }

  private RolloutId create(Specs specs) {
    return replica.rollouts.create(specs.spec()).rollout().id();
  }

  private FakeAgent agent(String kind, int number) {
    return new FakeAgent(
        replica, kind + "-" + number, Fate.BOOTS, new Labels(Map.of(HardwareClass.LABEL, kind)));
  }

  /** Lets time stand still until nothing moves any more. */
  @SafeVarargs
  private void run(List<FakeAgent>... agents) {
    for (int beat = 0; beat < 8; beat++) {
      // a host that said nothing in the hours that were skipped would be silent
      Stream.of(blades, boxes)
          .flatMap(List::stream)
          .forEach(agent -> replica.seenHosts.add(agent.id()));
      Stream.of(agents).flatMap(List::stream).forEach(agent -> agent.poll(replica));
      replica.seenHosts.flush();
      replica.ticks.tick();
    }
    Stream.of(agents).flatMap(List::stream).forEach(agent -> agent.poll(replica));
    replica.ticks.tick();
  }

  private void set(Instant now) {
    replica
        .jdbc
        .sql("update set_clock.time set at = :at")
        .param("at", now.atOffset(ZoneOffset.UTC))
        .update();
  }

  private void wereDownFor(String kind, String interval) {
    replica
        .jdbc
        .sql(
            """
            update reboot set booted_at = (select max(at) from transition
              where subject_id = reboot.id and from_state = 'READY')
              + cast(:interval as interval)
            where host_id in (select id from host where starts_with(hostname, :kind))
            """)
        .param("interval", interval)
        .param("kind", kind)
        .update();
  }

  private Check checkOf(FakeAgent agent) {
    WhyNot.OfHost why = replica.whyNot.host(agent.id());
    assertThat(why.reboot()).isNotNull();
    assertThat(why.reboot().state()).isEqualTo(RebootState.READY);
    return why.checks().stream()
        .filter(check -> check.constraint() == Constraint.WINDOW_FIT)
        .findFirst()
        .orElseThrow();
  }

  private Map<Constraint, Integer> reasons(RolloutId id) {
    return replica.whyNot.rollout(id).reasons().stream()
        .collect(Collectors.toMap(reason -> reason.check().constraint(), WhyNot.Reason::blocked));
  }

  private static List<Integer> executed(List<FakeAgent> agents) {
    return agents.stream().map(agent -> agent.executed().size()).toList();
  }

  private double blocked(String constraint) {
    return replica
        .registry
        .get("fleetfoot.admission.blocked")
        .tag("constraint", constraint)
        .gauge()
        .value();
  }

  private double denials(String constraint) {
    return replica
        .registry
        .get("fleetfoot.admission.denials")
        .tag("constraint", constraint)
        .counter()
        .count();
  }

  private Rollout rollout(RolloutId id) {
    return replica.rollouts.get(id).rollout();
  }

  private RolloutState state(RolloutId id) {
    return rollout(id).state();
  }

  private static Window window(String schedule, Duration duration) {
    return new Window(schedule, duration, ZoneId.of("UTC"), Window.Kind.ALLOW);
  }
}
