package io.fleetfoot.service.reboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RebootStateTest {

  @ParameterizedTest
  @EnumSource
  void endsExactlyWhereNothingFollows(RebootState state) {
    assertThat(state.isTerminal()).isEqualTo(state.next().isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void hasATimeoutUnlessItIsTerminal(RebootState state) {
    if (state.isTerminal()) {
      assertThatIllegalStateException().isThrownBy(state::timeout);
    } else {
      assertThat(state.timeout()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void canBecomeLostAsLongAsItHasNotEnded(RebootState state) {
    assertThat(state.next().contains(RebootState.LOST)).isEqualTo(!state.isTerminal());
  }

  @ParameterizedTest
  @EnumSource
  void canBeReachedFromQueued(RebootState state) {
    Set<RebootState> reached = EnumSet.of(RebootState.QUEUED);
    Deque<RebootState> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      open.pop().next().stream().filter(reached::add).forEach(open::push);
    }

    assertThat(reached).contains(state);
  }

  @Test
  void succeedsOnlyByWayOfBootProof() {
    assertThat(RebootState.values())
        .filteredOn(state -> state.next().contains(RebootState.SUCCEEDED))
        .containsExactly(RebootState.PROVING);
  }

  @Test
  void cannotBeWithdrawnPastThePointOfNoReturn() {
    assertThat(RebootState.active())
        .filteredOn(state -> !state.isWithdrawable())
        .containsExactly(RebootState.EXECUTING, RebootState.POWER_CYCLING, RebootState.PROVING);
  }

  @Test
  void countsEveryEndAsAFailureButSuccessAndAbort() {
    assertThat(RebootState.values())
        .filteredOn(state -> state.isTerminal() && !state.isFailure())
        .containsExactly(RebootState.SUCCEEDED, RebootState.ABORTED);
  }
}
