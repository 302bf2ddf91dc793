package io.fleetfoot.service.rollout;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Where a rollout stands; the constants are the diagram. */
public enum RolloutState {
  AWAITING_APPROVAL("waits for an approver before its open wave begins"),
  RUNNING("stages hosts, and admits those of its open wave"),
  PAUSED("admits nothing new until an operator lets it go on; hosts on their way finish"),
  ABORTING("takes nothing new; hosts past the point of no return finish"),
  ROLLING_BACK("stopped; hosts that are done go back to their previous kernel image, in waves"),
  COMPLETED("every reboot ended, within the failure budget"),
  STOPPED("stopped by failures, by a gate or by its deadline; what could be was withdrawn"),
  ROLLED_BACK("stopped, and every host that was done runs its previous kernel image again"),
  ABORTED("ended by an operator, by an approver, or because nobody let it go on in time");

  private final String sentence;

  RolloutState(String sentence) {
    this.sentence = sentence;
  }

  /** Returns the states that may follow this one; none if this one is terminal. */
  public Set<RolloutState> next() {
    return switch (this) {
      case AWAITING_APPROVAL -> EnumSet.of(RUNNING, PAUSED, ABORTING, STOPPED);
      case RUNNING ->
          EnumSet.of(AWAITING_APPROVAL, PAUSED, ABORTING, ROLLING_BACK, COMPLETED, STOPPED);
      case PAUSED -> EnumSet.of(AWAITING_APPROVAL, RUNNING, ABORTING, STOPPED);
      case ABORTING -> EnumSet.of(ABORTED);
      case ROLLING_BACK -> EnumSet.of(ABORTING, STOPPED, ROLLED_BACK);
      case COMPLETED, STOPPED, ROLLED_BACK, ABORTED -> EnumSet.noneOf(RolloutState.class);
    };
  }

  /** Says whether the rollout has ended. */
  public boolean isTerminal() {
    return next().isEmpty();
  }

  /** Returns what the state means, as the documentation says it. */
  public String sentence() {
    return sentence;
  }

  /** Returns the states in which a rollout has not ended, in the order of the diagram. */
  public static List<RolloutState> active() {
    return Arrays.stream(values()).filter(state -> !state.isTerminal()).toList();
  }
}
