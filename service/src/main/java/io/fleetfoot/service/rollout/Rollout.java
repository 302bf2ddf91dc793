package io.fleetfoot.service.rollout;

import io.fleetfoot.service.reboot.RolloutId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One ordered change of kernel over a set of hosts.
 *
 * @param openWave index of the wave whose hosts may be admitted
 * @param reason why it stands where it stands, where there is more to say than the state says
 * @param finishedAt when it ended, if it has
 * @param version grows by one with every save
 * @param course how far it is in its open wave, and how long it may stay in its state
 */
public record Rollout(
    RolloutId id,
    RolloutSpec spec,
    RolloutState state,
    int openWave,
    @Nullable String reason,
    Instant createdAt,
    @Nullable Instant finishedAt,
    long version,
    Course course) {

  /** Makes a rollout that is at work in its open wave. */
  public Rollout(
      RolloutId id,
      RolloutSpec spec,
      RolloutState state,
      int openWave,
      @Nullable String reason,
      Instant createdAt,
      @Nullable Instant finishedAt,
      long version) {
    this(
        id,
        spec,
        state,
        openWave,
        reason,
        createdAt,
        finishedAt,
        version,
        Course.atWork(createdAt));
  }

  /** Returns the rollout as it begins when it is asked for by that name. */
  public static Rollout begun(
      RolloutId id, RolloutSpec spec, String createdBy, Instant now, RolloutTimeouts timeouts) {
    WaveStep first = new WaveRoute(spec.policy()).first(0);
    RolloutState state =
        first == WaveStep.APPROVAL ? RolloutState.AWAITING_APPROVAL : RolloutState.RUNNING;
    Course course =
        new Course(first, now, now, 0, null, 0, createdBy, timeouts.deadline(state, now, now));
    return new Rollout(id, spec, state, 0, null, now, null, 0, course);
  }

  /** Says whether the rollout is to leave its state by now. */
  public boolean isOverdue(Instant now) {
    Instant deadline = course.deadline();
    return deadline != null && !now.isBefore(deadline);
  }

  /** Says whether the deadline that its spec asks for has passed. */
  boolean isLate(Instant now) {
    Instant asked = spec.policy().deadline();
    return asked != null && !now.isBefore(asked);
  }

  /** Returns the rollout in the state that follows, for the reason. */
  public Rollout in(RolloutState next, @Nullable String newReason) {
    if (!state.next().contains(next)) {
      throw new IllegalStateException(
          "rollout %s cannot go from %s to %s".formatted(id, state, next));
    }
    return new Rollout(
        id, spec, next, openWave, newReason, createdAt, finishedAt, version, course.into(next));
  }

  /** Returns the rollout with its next wave open. */
  public Rollout withOpenWave(int index) {
    return new Rollout(id, spec, state, index, reason, createdAt, finishedAt, version, course);
  }

  /** Returns the rollout as it is after a save. */
  public Rollout saved() {
    return new Rollout(
        id, spec, state, openWave, reason, createdAt, finishedAt, version + 1, course);
  }

  /** Returns the rollout on another course. */
  public Rollout on(Course newCourse) {
    return new Rollout(
        id, spec, state, openWave, reason, createdAt, finishedAt, version, newCourse);
  }

  /** Returns the point whose gates the rollout waits for now. */
  public Optional<GatePoint> awaitedGate() {
    if (state != RolloutState.RUNNING) {
      return Optional.empty();
    }
    return switch (course.step()) {
      case START -> Optional.of(point(GatePoint.Kind.BEFORE_ROLLOUT));
      case GATE -> Optional.of(point(GatePoint.Kind.BEFORE_WAVE));
      case JUDGE -> Optional.of(point(GatePoint.Kind.AFTER_WAVE));
      case APPROVAL, WORK, SOAK, PASSED -> Optional.empty();
    };
  }

  private GatePoint point(GatePoint.Kind kind) {
    return new GatePoint(kind, openWave, course.round());
  }
}
