package io.fleetfoot.service.rollout;

import static io.fleetfoot.service.rollout.TestMembers.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.admission.Check;
import io.fleetfoot.service.admission.Constraint;
import io.fleetfoot.service.admission.FleetSnapshot;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.testing.Specs;
import io.fleetfoot.service.timing.DownTimes;
import io.fleetfoot.service.timing.DownTimes.Basis;
import io.fleetfoot.service.timing.Lengths;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WindowRoomTest {

  private static final Instant MIDNIGHT = Instant.parse("2026-03-03T00:00:00Z");
  private static final Instant TWO = MIDNIGHT.plusSeconds(7200);
  private static final int DAY = 24 * 60;
  private static final int MINUTES = 12 * DAY;
  private static final Window NIGHTS =
      new Window("0 2 * * *", Duration.ofHours(3), ZoneId.of("UTC"), Window.Kind.ALLOW);
  private static final Window LONG_SUNDAYS =
      new Window("0 2 * * sun", Duration.ofHours(8), ZoneId.of("UTC"), Window.Kind.ALLOW);

  @Test
  void letsAHostGoWhoseP95FitsToTheSecond() {
    assertThat(check(Specs.unlimited().windows(NIGHTS), TWO, hours(3, Basis.SAME_KIND)))
        .isEqualTo(
            Check.passed(
                Constraint.WINDOW_FIT,
                "the host needs 3 h at the 95th percentile (1 reboots of the same hardware class,"
                    + " load method and kernel pair), the window stays open for 3 h"));
  }

  @Test
  void holdsAHostThatDoesNotFitUntilTheNextWindowThatIsLongEnough() {
    Instant late = TWO.plusSeconds(1);
    Specs specs = Specs.unlimited().windows(NIGHTS, LONG_SUNDAYS);

    assertThat(check(specs, late, hours(3, Basis.SAME_KIND)).verdict())
        .isEqualTo(
            new Verdict.No(
                Constraint.WINDOW_FIT,
                "the host needs 3 h at the 95th percentile (1 reboots of the same hardware class,"
                    + " load method and kernel pair), the window stays open for 2 h 59 min 59 s; the one"
                    + " at 2026-03-04T02:00:00Z has only 0 s more, and may be missed: make the"
                    + " window longer",
                Instant.parse("2026-03-04T02:00:00Z")));
    assertThat(check(specs, late, hours(4, Basis.SAME_KIND)).clearsAt())
        .isEqualTo(Instant.parse("2026-03-08T02:00:00Z"));
  }

  @Test
  void admitsTheHostsThatFitAndHoldsTheOthers() {
    HostFit fit =
        member -> Optional.of(member.equals(ready(1)) ? hours(2, Basis.SAME_KIND) : minutes(1));

    RolloutDecision decision =
        WaveAdmission.decide(
            TestMembers.running(Specs.unlimited().windows(NIGHTS).spec()),
            List.of(ready(1), ready(2)),
            new Surroundings(TWO.plusSeconds(5400), FleetSnapshot.none(), List.of(), fit));

    assertThat(decision).isInstanceOf(RolloutDecision.Admit.class);
    RolloutDecision.Admit admit = (RolloutDecision.Admit) decision;
    assertThat(admit.reboots()).containsExactly(ready(2).reboot());
    assertThat(admit.denials().get(ready(1).reboot()).constraint())
        .isEqualTo(Constraint.WINDOW_FIT);
  }

  @Test
  void saysThatAHostOfAKnownKindNeverFits() {
    Check never = check(Specs.unlimited().windows(NIGHTS), TWO, hours(4, Basis.OTHER_KERNELS));

    assertThat(never.isPassed()).isFalse();
    assertThat(never.clearsAt()).isNull();
    assertThat(never.detail()).contains("needs 4 h").contains("is longer than 3 h: it never fits");
  }

  @Test
  void saysSoWhileTheWindowIsClosedToo() {
    assertThat(check(Specs.unlimited().windows(NIGHTS), MIDNIGHT, hours(4, Basis.SAME_KIND)))
        .matches(check -> !check.isPassed() && check.detail().contains("never fits"));
    assertThat(check(Specs.unlimited().windows(NIGHTS), MIDNIGHT, hours(3, Basis.SAME_KIND)))
        .matches(check -> check.isPassed() && check.detail().contains("from " + TWO));
  }

  @Test
  void letsWhatWasNeverMeasuredGoWhereNoWindowIsLongEnough() {
    for (Basis basis : List.of(Basis.GUESSED, Basis.OTHER_HARDWARE)) {
      assertThat(check(Specs.unlimited().windows(NIGHTS), TWO, hours(4, basis)))
          .matches(Check::isPassed);
      assertThat(
              check(Specs.unlimited().windows(NIGHTS), TWO.plusSeconds(7200), hours(2, basis))
                  .clearsAt())
          .isEqualTo(TWO.plusSeconds(86400));
    }
  }

  @Test
  void doesNotWaitForAnOpeningJustAsLongAsAGuess() {
    Specs specs = Specs.unlimited().windows(NIGHTS);

    for (Basis basis : List.of(Basis.GUESSED, Basis.OTHER_HARDWARE)) {
      assertThat(check(specs, TWO.plusSeconds(2), hours(3, basis)))
          .matches(Check::isPassed)
          .matches(
              check -> check.detail().endsWith("it may go, for nothing of its kind was measured"));
    }
    assertThat(check(specs, TWO.plusSeconds(2), hours(3, Basis.SAME_KIND)).clearsAt())
        .isEqualTo(TWO.plusSeconds(86400));
    assertThat(check(specs, MIDNIGHT, hours(3, Basis.SAME_KIND)).detail())
        .endsWith("has only 0 s more, and may be missed: make the window longer");
  }

  @Test
  void letsNothingGoWhereNoTimeIsLeftForItsSoaks() {
    Specs specs = Specs.unlimited().waveSoak(Duration.ofHours(2)).deadline(TWO);

    assertThat(check(specs, MIDNIGHT.plusSeconds(1), hours(1, Basis.GUESSED)).isPassed()).isFalse();
  }

  @Test
  void countsADeadlineAsTheEndOfTheOpenTime() {
    Specs specs = Specs.unlimited().deadline(TWO);

    assertThat(check(specs, MIDNIGHT, hours(2, Basis.SAME_KIND)).isPassed()).isTrue();
    assertThat(check(specs, MIDNIGHT.plusSeconds(1), hours(2, Basis.SAME_KIND)).detail())
        .contains("longer than 1 h 59 min 59 s: it never fits");
  }

  @Test
  void startsAHostOnlyIfItsSoaksAreOverBeforeTheDeadlineToo() {
    Specs specs =
        Specs.unlimited()
            .soak(Duration.ofMinutes(10))
            .waveSoak(Duration.ofMinutes(20))
            .deadline(TWO);

    assertThat(check(specs, MIDNIGHT.plusSeconds(1800), hours(1, Basis.SAME_KIND)).isPassed())
        .isTrue();
    assertThat(check(specs, MIDNIGHT.plusSeconds(1801), hours(1, Basis.SAME_KIND)).detail())
        .contains(
            "until " + TWO + " less 30 min for soaks is longer than 59 min 59 s: it never fits");
  }

  @Test
  void looksNoFartherThanItsEndWhileTheRolloutWaitsForAHuman() {
    for (RolloutState state : List.of(RolloutState.PAUSED, RolloutState.AWAITING_APPROVAL)) {
      assertThat(
              check(
                      begun(Specs.unlimited().deadline(TWO), MIDNIGHT).in(state, null),
                      MIDNIGHT,
                      hours(3, Basis.SAME_KIND))
                  .detail())
          .contains("until " + TWO + " is longer than 2 h: it never fits");
      assertThat(
              check(
                      begun(Specs.unlimited().windows(NIGHTS), MIDNIGHT).in(state, null),
                      MIDNIGHT,
                      hours(4, Basis.SAME_KIND))
                  .detail())
          .contains("until 2026-04-02T00:00:00Z is longer than 3 h: it never fits");
    }
  }

  private static Rollout begun(Specs specs, Instant now) {
    return Rollout.begun(
        new RolloutId(new UUID(0, 1)), specs.spec(), "token:ada", now, RolloutTimeouts.standard());
  }

  @Test
  void namesAWindowOnlyWhereThereIsOne() {
    FreezePeriod freeze = new FreezePeriod("audit", TWO, TWO.plusSeconds(3600));

    assertThat(check(Specs.unlimited().deadline(TWO), MIDNIGHT, minutes(5)).detail())
        .endsWith(", and the time until 2026-03-03T02:00:00Z is 2 h");
    assertThat(check(Specs.unlimited().freezes(freeze), MIDNIGHT, minutes(5)).detail())
        .endsWith(", and the time until the next freeze is 2 h");
    assertThat(
            check(Specs.unlimited().windows(NIGHTS).deadline(TWO.plusSeconds(60)), TWO, minutes(1))
                .detail())
        .endsWith(", and the time until 2026-03-03T02:01:00Z is 1 min");
  }

  @Test
  void needsNoWindowForSoaks() {
    Specs specs = Specs.unlimited().waveSoak(Duration.ofHours(9)).windows(NIGHTS);

    assertThat(check(specs, TWO, hours(3, Basis.SAME_KIND)).isPassed()).isTrue();
  }

  @Test
  void letsHostsGoBackBeyondTheDeadline() {
    Rollout back =
        TestMembers.running(Specs.unlimited().deadline(TWO).spec())
            .in(RolloutState.ROLLING_BACK, null);
    Surroundings around =
        new Surroundings(
            TWO, FleetSnapshot.none(), List.of(), member -> Optional.of(hours(4, Basis.SAME_KIND)));

    assertThat(WaveAdmission.decide(back, List.of(ready(1)), around))
        .isInstanceOf(RolloutDecision.Admit.class);
  }

  @Test
  void asksNothingWhereTheTimeHasNoEnd() {
    List<Member> asked = new ArrayList<>();
    HostFit fit =
        member -> {
          asked.add(member);
          return Optional.empty();
        };

    assertThat(check(Specs.unlimited(), TWO, fit).isPassed()).isTrue();
    assertThat(asked).isEmpty();
  }

  /** A day's window, or what closes it, in minutes. */
  private record Daily(int start, int length, Window.Kind kind) {

    Window window() {
      return new Window(
          "%d %d * * *".formatted(start % 60, start / 60),
          Duration.ofMinutes(length),
          ZoneId.of("UTC"),
          kind);
    }

    static Daily any(Random chance) {
      return new Daily(
          chance.nextInt(DAY),
          1 + chance.nextInt(chance.nextInt(4) == 0 ? 3 * DAY : 300),
          chance.nextInt(4) == 0 ? Window.Kind.DENY : Window.Kind.ALLOW);
    }
  }

  @Property(tries = 500)
  void goesOnlyWhereMinuteByMinuteThereIsRoom(@ForAll long seed) {
    Random chance = new Random(seed);
    List<Daily> windows = new ArrayList<>();
    for (int i = chance.nextInt(4); i > 0; i--) {
      windows.add(Daily.any(chance));
    }
    int frozenFrom = chance.nextInt(3 * DAY);
    int frozenTo = frozenFrom + 1 + chance.nextInt(DAY);
    @Nullable Integer deadline = chance.nextInt(3) == 0 ? chance.nextInt(8 * DAY) : null;
    BitSet open = open(windows, frozenFrom, frozenTo, deadline);
    Specs specs =
        Specs.unlimited()
            .windows(windows.stream().map(Daily::window).toArray(Window[]::new))
            .freezes(new FreezePeriod("f", at(frozenFrom), at(frozenTo)));
    if (deadline != null) {
      specs.deadline(at(deadline));
    }
    int now = chance.nextInt(3 * DAY);
    int needed = 1 + chance.nextInt(400);
    Basis basis = Basis.values()[chance.nextInt(4)];
    DownTimes downTimes = new DownTimes(Lengths.of(List.of(Duration.ofMinutes(needed))), basis);

    Check check = check(specs, at(now), downTimes);

    boolean fits = room(open, now, needed) == now;
    int room =
        fits || basis.isOfTheirKind() ? room(open, now, needed) : room(open, now, needed + 1);
    boolean goes = open.get(now) && check.isPassed();
    if (goes && room != now) {
      assertThat(room).as("first minute with room").isNegative();
      assertThat(basis).isIn(Basis.GUESSED, Basis.OTHER_HARDWARE);
    }
    if (room == now) {
      assertThat(check.isPassed()).isTrue();
    } else if (room > now && open.get(now)) {
      assertThat(check.clearsAt()).isEqualTo(at(room));
    } else if (room < 0 && basis.isOfTheirKind()) {
      assertThat(check.isPassed()).isFalse();
      assertThat(check.detail()).contains("never fits");
    }
    assertThat(decided(specs, at(now), downTimes)).isEqualTo(goes);
    Statistics.collect(room < 0 ? "never" : room == now ? "now" : "later");
  }

  private static boolean decided(Specs specs, Instant now, DownTimes downTimes) {
    return WaveAdmission.decide(
            TestMembers.running(specs.spec()),
            List.of(ready(1)),
            new Surroundings(
                now, FleetSnapshot.none(), List.of(), member -> Optional.of(downTimes)))
        instanceof RolloutDecision.Admit;
  }

  private static BitSet open(
      List<Daily> windows, int frozenFrom, int frozenTo, @Nullable Integer deadline) {
    BitSet open = minutesOf(windows, Window.Kind.ALLOW);
    if (windows.stream().noneMatch(window -> window.kind() == Window.Kind.ALLOW)) {
      open.set(0, MINUTES);
    }
    open.andNot(minutesOf(windows, Window.Kind.DENY));
    open.clear(frozenFrom, frozenTo);
    if (deadline != null) {
      open.clear(deadline, MINUTES);
    }
    return open;
  }

  private static BitSet minutesOf(List<Daily> windows, Window.Kind kind) {
    BitSet minutes = new BitSet(MINUTES);
    for (Daily window : windows) {
      for (int day = -4; day < MINUTES / DAY && window.kind() == kind; day++) {
        int start = day * DAY + window.start();
        int end = Math.min(MINUTES, start + window.length());
        if (end > 0) {
          minutes.set(Math.max(0, start), end);
        }
      }
    }
    return minutes;
  }

  /**
   * Returns the first minute from now on that so many open ones follow; negative if none does. All
   * days are alike in the end, so that a time which the last day cuts off came whole before.
   */
  private static int room(BitSet open, int now, int needed) {
    for (int start = open.nextSetBit(now); start >= 0; ) {
      int end = open.nextClearBit(start);
      if (end == MINUTES && end - start < 4 * DAY) {
        return -1;
      }
      if (end - start >= needed) {
        return start;
      }
      start = open.nextSetBit(end);
    }
    return -1;
  }

  private static Check check(Specs specs, Instant now, DownTimes downTimes) {
    return check(specs, now, member -> Optional.of(downTimes));
  }

  private static Check check(Specs specs, Instant now, HostFit fit) {
    return check(TestMembers.running(specs.spec()), now, fit);
  }

  private static Check check(Rollout rollout, Instant now, DownTimes downTimes) {
    return check(rollout, now, member -> Optional.of(downTimes));
  }

  private static Check check(Rollout rollout, Instant now, HostFit fit) {
    Surroundings around =
        new Surroundings(now, FleetSnapshot.none(), List.of(), fit, Duration.ofDays(30));
    return new WaveAdmission(rollout, List.of(ready(1)), around)
        .explain(ready(1)).stream()
            .filter(check -> check.constraint() == Constraint.WINDOW_FIT)
            .findFirst()
            .orElseThrow();
  }

  private static DownTimes hours(int hours, Basis basis) {
    return new DownTimes(Lengths.of(List.of(Duration.ofHours(hours))), basis);
  }

  private static DownTimes minutes(int minutes) {
    return new DownTimes(Lengths.of(List.of(Duration.ofMinutes(minutes))), Basis.SAME_KIND);
  }

  private static Instant at(int minute) {
    return MIDNIGHT.plusSeconds(minute * 60L);
  }
}
