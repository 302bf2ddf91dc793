package io.fleetfoot.service.rollout;

/**
 * Where a rollout waits for its gates.
 *
 * @param kind before the rollout, before one of its waves, or after it
 * @param wave index of the wave; 0 before the rollout
 * @param round grows by one whenever the gates of the same place are to be judged anew
 */
public record GatePoint(Kind kind, int wave, int round) {

  /** The kinds of places. */
  public enum Kind {
    BEFORE_ROLLOUT,
    BEFORE_WAVE,
    AFTER_WAVE
  }

  public GatePoint {
    if (wave < 0 || round < 0) {
      throw new IllegalArgumentException(
          "gate point %s has wave %d and round %d: neither may be negative"
              .formatted(kind, wave, round));
    }
  }
}
