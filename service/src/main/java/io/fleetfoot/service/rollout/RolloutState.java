package io.fleetfoot.service.rollout;

import java.util.EnumSet;
import java.util.Set;

/** Where a rollout stands; the constants are the diagram. */
public enum RolloutState {
  RUNNING("stages every host, and admits the hosts of its open wave"),
  ABORTING("takes nothing new; hosts past the point of no return finish"),
  COMPLETED("every reboot ended, within the failure budget"),
  STOPPED("more hosts failed than the failure budget tolerates; what could be was withdrawn"),
  ABORTED("ended by an operator");

  private final String sentence;

  RolloutState(String sentence) {
    this.sentence = sentence;
  }

  /** Returns the states that may follow this one; none if this one is terminal. */
  public Set<RolloutState> next() {
    return switch (this) {
      case RUNNING -> EnumSet.of(ABORTING, COMPLETED, STOPPED);
      case ABORTING -> EnumSet.of(ABORTED);
      case COMPLETED, STOPPED, ABORTED -> EnumSet.noneOf(RolloutState.class);
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
}
