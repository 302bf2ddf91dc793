package io.fleetfoot.service.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RolloutStateTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @EnumSource
  void canBeReachedFromTheBeginning(RolloutState state) {
    assertThat(reachedFrom(EnumSet.of(RolloutState.AWAITING_APPROVAL, RolloutState.RUNNING)))
        .contains(state);
  }

  @ParameterizedTest
  @EnumSource
  void canEndUnlessItHas(RolloutState state) {
    assertThat(reachedFrom(EnumSet.of(state))).anyMatch(RolloutState::isTerminal);
  }

  @ParameterizedTest
  @EnumSource
  void hasADeadlineUnlessItHasEnded(RolloutState state) {
    Instant deadline = RolloutTimeouts.standard().deadline(state, NOW, NOW);

    assertThat(deadline == null).isEqualTo(state.isTerminal());
  }

  @ParameterizedTest
  @EnumSource(names = {"RUNNING", "PAUSED", "AWAITING_APPROVAL"})
  void isNeverLeftLaterThanTheLongestThatARolloutMayRun(RolloutState state) {
    Instant latest = NOW.plus(RolloutTimeouts.standard().longest());
    Instant entered = latest.minusSeconds(1);

    assertThat(RolloutTimeouts.standard().deadline(state, NOW, entered)).isEqualTo(latest);
  }

  private static Set<RolloutState> reachedFrom(Set<RolloutState> from) {
    Set<RolloutState> reached = EnumSet.copyOf(from);
    Deque<RolloutState> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      open.pop().next().stream().filter(reached::add).forEach(open::push);
    }
    return reached;
  }
}
