package io.fleetfoot.service.reboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fleetfoot.service.fleet.Availability;
import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.reboot.Attempt.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One attempt after another of the same host. */
class RebootTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final KernelImageId IMAGE = new KernelImageId(new UUID(0, 4));
  private static final KernelImageId BEFORE = new KernelImageId(new UUID(0, 5));
  private static final Reboot.Terms TERMS =
      new Reboot.Terms(
          IMAGE, "6.12.0", Duration.ofMinutes(1), Duration.ofMinutes(10), DrainPolicy.none());

  @Test
  void waitsToBeginOnTheHostAsItIs() {
    Reboot reboot = planned();

    assertThat(reboot.state()).isEqualTo(RebootState.QUEUED);
    assertThat(reboot.attempt()).isEqualTo(new Attempt(1, Purpose.ROLLOUT, null));
    assertThat(reboot.evidence()).isEqualTo(Reboot.Evidence.before("6.1.0", "boot-1"));
    assertThat(reboot.version()).isZero();
  }

  @Test
  void isTriedAgainForTheSameNotBeforeItsTime() {
    Reboot again = planned().again(id(2), host("6.6.0", "boot-2"), NOW);

    assertThat(again.id()).isEqualTo(id(2));
    assertThat(again.terms()).isEqualTo(TERMS);
    assertThat(again.wave()).isEqualTo(3);
    assertThat(again.evidence()).isEqualTo(Reboot.Evidence.before("6.6.0", "boot-2"));
    assertThat(again.attempt()).isEqualTo(new Attempt(2, Purpose.ROLLOUT, NOW));
    assertThat(again.attempt().isDue(NOW.minusMillis(1))).isFalse();
    assertThat(again.attempt().isDue(NOW)).isTrue();
  }

  @Test
  void goesBackToAnotherImageOnTheSameTerms() {
    Reboot back = planned().back(id(2), host("6.12.0", "boot-2"), BEFORE, "6.1.0");

    assertThat(back.terms())
        .isEqualTo(
            new Reboot.Terms(BEFORE, "6.1.0", TERMS.soak(), TERMS.bootDeadline(), TERMS.drain()));
    assertThat(back.attempt()).isEqualTo(new Attempt(1, Purpose.ROLLBACK, null));
    assertThat(back.attempt().isDue(NOW)).isTrue();
    assertThat(back.attempt().next(NOW)).isEqualTo(new Attempt(2, Purpose.ROLLBACK, NOW));
  }

  @Test
  void isAtTheNextVersionOnceItIsSaved() {
    assertThat(planned().saved().version()).isEqualTo(1);
    assertThat(planned().saved().saved().version()).isEqualTo(2);
  }

  @Test
  void goesNowhereThatItsStateDoesNotKnow() {
    assertThatIllegalStateException()
        .isThrownBy(() -> planned().in(RebootState.EXECUTING, null))
        .withMessageContaining("cannot go from QUEUED to EXECUTING");
  }

  @Test
  void countsAttemptsFromOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Attempt(0, Purpose.ROLLOUT, null))
        .withMessageContaining("it must be 1 or more");
  }

  private static Reboot planned() {
    return Reboot.planned(id(1), new RolloutId(new UUID(0, 2)), host("6.1.0", "boot-1"), 3, TERMS);
  }

  private static RebootId id(int number) {
    return new RebootId(new UUID(0, number));
  }

  private static Host host(String release, String boot) {
    return new Host(
        new HostId(new UUID(0, 3)),
        new Facts("h", "m", boot, release, "quiet", "x86_64", 1, List.of(), "0.1.0"),
        Labels.none(),
        new Availability(Availability.State.UP, NOW, "registered"),
        null,
        NOW,
        NOW);
  }
}
