package io.fleetfoot.service.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FreezeTest {

  private static final Instant FROM = Instant.parse("2026-12-24T00:00:00Z");

  @Test
  void containsItsStartAndNotItsEnd() {
    Freeze freeze = new Freeze("Christmas", FROM, FROM.plusSeconds(60));

    assertThat(freeze.contains(FROM.minusNanos(1))).isFalse();
    assertThat(freeze.contains(FROM)).isTrue();
    assertThat(freeze.contains(FROM.plusSeconds(60).minusNanos(1))).isTrue();
    assertThat(freeze.contains(FROM.plusSeconds(60))).isFalse();
  }

  @Test
  void refusesAnEndThatIsNotAfterItsStart() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Freeze("Christmas", FROM, FROM))
        .withMessage(
            "freeze \"Christmas\" ends at 2026-12-24T00:00:00Z, wanted an end after its start at"
                + " 2026-12-24T00:00:00Z");
  }

  @Test
  void refusesMoreThanALeapYear() {
    Freeze longest = new Freeze("year", FROM, FROM.plus(Duration.ofDays(366)));

    assertThat(longest.contains(FROM)).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Freeze("year", FROM, longest.to().plusNanos(1)))
        .withMessageContaining("wanted at most 366 days; write several");
  }

  @Test
  void refusesABlankOrAnEndlessName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Freeze(" ", FROM, FROM.plusSeconds(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Freeze("x".repeat(201), FROM, FROM.plusSeconds(1)));
  }
}
