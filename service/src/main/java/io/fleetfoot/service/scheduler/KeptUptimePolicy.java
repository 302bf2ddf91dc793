package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.uptime.UptimePolicy;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An uptime policy as it is kept.
 *
 * @param createdBy who asked for it
 * @param dueAt when it is looked at next
 * @param figures what was counted last; absent before it was looked at
 * @param fault why it could not start a rollout when it had to; absent if it could
 * @param last the rollout that it started last, if it has started one
 */
public record KeptUptimePolicy(
    UUID id,
    UptimePolicy policy,
    State state,
    Instant createdAt,
    String createdBy,
    long version,
    Instant dueAt,
    @Nullable UptimeFigures figures,
    @Nullable String fault,
    @Nullable Started last) {

  /** Whether it starts rollouts. */
  public enum State {
    ACTIVE,
    PAUSED
  }

  /**
   * A rollout that it started.
   *
   * @param day for which day
   * @param isOpen whether the rollout has not ended
   * @param hasFailed whether it was stopped or went back before its deadline, and its policy was
   *     not paused for that yet
   */
  public record Started(RolloutId rollout, LocalDate day, boolean isOpen, boolean hasFailed) {}

  /** Says whether it started a rollout for that day. */
  boolean hasStarted(LocalDate day) {
    return last != null && last.day().equals(day);
  }

  /** Says whether a rollout that it started has not ended. */
  boolean hasOpenRollout() {
    return last != null && last.isOpen();
  }
}
