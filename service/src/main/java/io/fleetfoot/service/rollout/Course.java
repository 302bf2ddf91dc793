package io.fleetfoot.service.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a rollout is in its open wave, and how long it may stay in its state.
 *
 * @param step where it is in the open wave
 * @param since since when it is there, by the database's clock
 * @param entered since when it is in its state
 * @param round grows by one with every step, so that gates are judged anew after each
 * @param pause why it is paused, if it is
 * @param forgiven how many failed hosts an operator has seen who let it go on
 * @param createdBy the name of who asked for it, who may not approve it
 * @param deadline when it leaves its state at the latest; absent once it has ended
 */
public record Course(
    WaveStep step,
    Instant since,
    Instant entered,
    int round,
    @Nullable Pause pause,
    int forgiven,
    String createdBy,
    @Nullable Instant deadline) {

  /** Why a rollout is paused. */
  public enum Pause {
    OPERATOR,
    FAILURES,
    GATE
  }

  /** Returns the course of a rollout that nobody is known to have asked for, at work. */
  public static Course atWork(Instant since) {
    return new Course(WaveStep.WORK, since, since, 0, null, 0, "service", null);
  }

  /** Returns the course at the step, from the time on. */
  public Course at(WaveStep next, Instant now) {
    return new Course(next, now, entered, round + 1, pause, forgiven, createdBy, deadline);
  }

  /** Returns the course in a state that is entered now, until the deadline. */
  Course entered(Instant now, @Nullable Instant newDeadline) {
    return new Course(step, since, now, round, pause, forgiven, createdBy, newDeadline);
  }

  /** Returns the course in the state: only what is paused has a pause, what ended no deadline. */
  Course into(RolloutState state) {
    return new Course(
        step,
        since,
        entered,
        round,
        state == RolloutState.PAUSED ? pause : null,
        forgiven,
        createdBy,
        state.isTerminal() ? null : deadline);
  }

  Course paused(Pause why) {
    return new Course(step, since, entered, round, why, forgiven, createdBy, deadline);
  }

  /** Returns the course of which an operator has seen so many failed hosts. */
  Course forgiving(int failed) {
    return new Course(step, since, entered, round, pause, failed, createdBy, deadline);
  }
}
