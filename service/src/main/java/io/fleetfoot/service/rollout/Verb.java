package io.fleetfoot.service.rollout;

/** What a human may ask of a rollout that has begun. */
public enum Verb {
  PAUSE,
  RESUME,
  RETRY,
  PROMOTE,
  APPROVE,
  DENY,
  ABORT
}
