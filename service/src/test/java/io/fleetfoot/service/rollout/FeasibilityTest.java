package io.fleetfoot.service.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.fleetfoot.service.testing.Fleets;
import io.fleetfoot.service.testing.Specs;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeasibilityTest {

  private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final Window NEVER =
      new Window("0 0 * * *", Duration.ofDays(2), ZoneId.of("UTC"), Window.Kind.DENY);
  private static final Window NIGHTS =
      new Window("0 2 * * *", Duration.ofHours(3), ZoneId.of("UTC"), Window.Kind.ALLOW);

  @Test
  void refusesADeadlineThatHasPassed() {
    refused(
        Specs.unlimited().deadline(NOW),
        1,
        "$.deadline",
        "the deadline 2026-03-02T12:00:00Z has passed, it is 2026-03-02T12:00:00Z");
  }

  @Test
  void refusesWindowsThatNeverOpen() {
    refused(
        Specs.unlimited().windows(NEVER),
        1,
        "$.windows",
        "windows and freezes leave no time for a host to begin between 2026-03-02T12:00:00Z and"
            + " 2026-04-01T12:00:00Z, the latest that it may run (fleetfoot.rollouts.longest is"
            + " 30 days)");
  }

  @Test
  void refusesWindowsThatOpenOnlyWhenNoRolloutMayRunAnyLonger() {
    Window newYear =
        new Window("0 0 1 1 *", Duration.ofHours(1), ZoneId.of("UTC"), Window.Kind.ALLOW);
    FreezePeriod audit = new FreezePeriod("audit", NOW, NOW.plus(LONGEST));

    for (Specs specs :
        List.of(
            Specs.unlimited().windows(newYear),
            Specs.unlimited().freezes(audit),
            Specs.unlimited().windows(newYear).deadline(NOW.plus(Duration.ofDays(400))))) {
      refused(
          specs,
          1,
          "$.windows",
          "windows and freezes leave no time for a host to begin between 2026-03-02T12:00:00Z and"
              + " 2026-04-01T12:00:00Z, the latest that it may run (fleetfoot.rollouts.longest is"
              + " 30 days)");
    }
  }

  @Test
  void refusesSoaksLongerThanARolloutMayRun() {
    refused(
        Specs.unlimited().maxUnavailable("1").soak(Duration.ofDays(20)),
        2,
        "$.soak",
        "the soaks alone of 2 hosts in 1 wave, at most 1 down at a time, take 40 days in 2 turns;"
            + " the time from 2026-03-02T12:00:00Z to 2026-04-01T12:00:00Z, the latest that it may"
            + " run (fleetfoot.rollouts.longest is 30 days), is 30 days");
    refused(
        Specs.unlimited().waves("1", "100%").waveSoak(Duration.ofDays(16)),
        2,
        "$.waveSoak",
        "the soaks alone of 2 hosts in 2 waves, at most 2 down at a time, take 32 days in 2 turns;"
            + " the time from 2026-03-02T12:00:00Z to 2026-04-01T12:00:00Z, the latest that it may"
            + " run (fleetfoot.rollouts.longest is 30 days), is 30 days");
  }

  @Test
  void endsByItsDeadlineOrWhenNoRolloutMayRunAnyLonger() {
    assertThat(Feasibility.end(Specs.unlimited().spec(), NOW, LONGEST))
        .isEqualTo(NOW.plus(LONGEST));
    assertThat(
            Feasibility.end(
                Specs.unlimited().deadline(NOW.plus(LONGEST).plusSeconds(1)).spec(), NOW, LONGEST))
        .isEqualTo(NOW.plus(LONGEST));
    assertThat(Feasibility.end(Specs.unlimited().deadline(NOW.plusSeconds(1)).spec(), NOW, LONGEST))
        .isEqualTo(NOW.plusSeconds(1));
  }

  @Test
  void refusesWindowsThatOpenOnlyAfterTheDeadline() {
    refused(
        Specs.unlimited().windows(NIGHTS).deadline(Instant.parse("2026-03-03T01:00:00Z")),
        1,
        "$.windows",
        "windows and freezes leave no time for a host to begin between 2026-03-02T12:00:00Z and"
            + " 2026-03-03T01:00:00Z");
  }

  @Test
  void refusesSoaksThatTakeLongerThanThereIsTime() {
    refused(
        Specs.unlimited()
            .waves("1", "100%")
            .maxUnavailable("2")
            .soak(Duration.ofMinutes(10))
            .waveSoak(Duration.ofMinutes(30))
            .deadline(NOW.plus(Duration.ofMinutes(89))),
        5,
        "$.deadline",
        "the soaks alone of 5 hosts in 2 waves, at most 2 down at a time, take 1 h 30 min in 3"
            + " turns; the time from 2026-03-02T12:00:00Z to the deadline is 1 h 29 min");
  }

  @Test
  void countsTheSoakOfTheOnlyWaveToo() {
    Specs specs = Specs.unlimited().waveSoak(Duration.ofMinutes(6)).deadline(NOW.plusSeconds(60));

    refused(
        specs,
        1,
        "$.deadline",
        "the soaks alone of 1 host in 1 wave, at most 1 down at a time, take 6 min in 1 turn; the"
            + " time from 2026-03-02T12:00:00Z to the deadline is 1 min");
  }

  @Test
  void countsTheTimeFromTheFirstOpeningOn() {
    Specs specs =
        Specs.unlimited()
            .maxUnavailable("1")
            .soak(Duration.ofHours(1))
            .windows(NIGHTS)
            .deadline(Instant.parse("2026-03-03T04:00:00Z"));

    accepted(specs, 2);
    refused(
        specs,
        3,
        "$.deadline",
        "the soaks alone of 3 hosts in 1 wave, at most 1 down at a time, take 3 h in 3 turns; the"
            + " time from 2026-03-03T02:00:00Z to the deadline is 2 h");
  }

  @Test
  void acceptsSoaksThatJustFit() {
    accepted(
        Specs.unlimited()
            .waves("1", "100%")
            .maxUnavailable("2")
            .soak(Duration.ofMinutes(10))
            .waveSoak(Duration.ofMinutes(30))
            .deadline(NOW.plus(Duration.ofMinutes(90))),
        5);
  }

  @Test
  void acceptsARolloutThatLimitsNoTime() {
    accepted(Specs.unlimited().soak(Duration.ofDays(30)), 100);
  }

  @Test
  void acceptsADeadlineFartherThanACalendarReaches() {
    accepted(Specs.unlimited().deadline(NOW.plus(Duration.ofDays(36_500))), 1);
  }

  @Test
  void acceptsARolloutOfWhichEveryHostIsDone() {
    RolloutSpec spec =
        Specs.unlimited().soak(Duration.ofHours(2)).deadline(NOW.plusSeconds(60)).spec();

    assertThatNoException()
        .isThrownBy(() -> Feasibility.require(spec, List.of(new Wave(0, List.of())), NOW, LONGEST));
  }

  @Test
  void acceptsARolloutOfWhichEveryHostIsDoneWhetherAWindowOpensOrNot() {
    RolloutSpec spec = Specs.unlimited().windows(NEVER).spec();

    assertThatNoException().isThrownBy(() -> Feasibility.require(spec, doneWaves(2), NOW, LONGEST));
  }

  @Test
  void saysThatThereIsNothingToDoWhereOnlyWavesAreWatched() {
    Specs specs = Specs.unlimited().waveSoak(Duration.ofMinutes(6));

    assertThatExceptionOfType(UnfinishableException.class)
        .isThrownBy(
            () ->
                Feasibility.require(
                    specs.deadline(NOW.plusSeconds(60)).spec(), doneWaves(2), NOW, LONGEST))
        .withMessage(
            "there is nothing to do, for every host runs the kernel image already; but 2 waves are"
                + " watched for 12 min; the time from 2026-03-02T12:00:00Z to the deadline is 1 min");
  }

  private static List<Wave> doneWaves(int count) {
    return IntStream.range(0, count).mapToObj(index -> new Wave(index, List.of())).toList();
  }

  @Test
  void refusesWavesThatLeaveHostsOverByTheirPath() {
    assertThatExceptionOfType(UnfinishableException.class)
        .isThrownBy(
            () ->
                WavePlanner.plan(
                    Specs.unlimited().waves("1").spec(), List.of(Fleets.up(1), Fleets.up(2))))
        .satisfies(e -> assertThat(e.path()).isEqualTo("$.waves"));
  }

  private static void accepted(Specs specs, int hosts) {
    RolloutSpec spec = specs.spec();

    assertThatNoException()
        .isThrownBy(() -> Feasibility.require(spec, waves(spec, hosts), NOW, LONGEST));
  }

  private static void refused(Specs specs, int hosts, String path, String message) {
    RolloutSpec spec = specs.spec();

    assertThatExceptionOfType(UnfinishableException.class)
        .isThrownBy(() -> Feasibility.require(spec, waves(spec, hosts), NOW, LONGEST))
        .withMessage(message)
        .satisfies(e -> assertThat(e.path()).isEqualTo(path));
  }

  private static List<Wave> waves(RolloutSpec spec, int hosts) {
    return WavePlanner.plan(
        spec, IntStream.range(0, hosts).mapToObj(number -> Fleets.up(number)).toList());
  }
}
