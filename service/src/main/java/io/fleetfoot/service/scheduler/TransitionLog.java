package io.fleetfoot.service.scheduler;

/** The outbox: every transition, in the order in which they were saved. */
public interface TransitionLog {

  /** Appends the transition, in the transaction that makes the move. */
  void append(Transition transition);
}
