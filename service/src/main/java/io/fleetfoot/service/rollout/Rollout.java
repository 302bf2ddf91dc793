package io.fleetfoot.service.rollout;

import io.fleetfoot.service.reboot.RolloutId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One ordered change of kernel over a set of hosts.
 *
 * @param openWave index of the wave whose hosts may be admitted
 * @param reason why it stands where it stands, where there is more to say than the state says
 * @param finishedAt when it ended, if it has
 * @param version grows by one with every save
 */
public record Rollout(
    RolloutId id,
    RolloutSpec spec,
    RolloutState state,
    int openWave,
    @Nullable String reason,
    Instant createdAt,
    @Nullable Instant finishedAt,
    long version) {

  /** Returns the rollout in the state that follows, for the reason. */
  public Rollout in(RolloutState next, @Nullable String newReason) {
    if (!state.next().contains(next)) {
      throw new IllegalStateException(
          "rollout %s cannot go from %s to %s".formatted(id, state, next));
    }
    return new Rollout(id, spec, next, openWave, newReason, createdAt, finishedAt, version);
  }

  /** Returns the rollout with its next wave open. */
  public Rollout withOpenWave(int index) {
    return new Rollout(id, spec, state, index, reason, createdAt, finishedAt, version);
  }

  /** Returns the rollout as it is after a save. */
  public Rollout saved() {
    return new Rollout(id, spec, state, openWave, reason, createdAt, finishedAt, version + 1);
  }
}
