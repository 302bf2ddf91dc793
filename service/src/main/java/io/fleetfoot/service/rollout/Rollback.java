package io.fleetfoot.service.rollout;

/**
 * Whether hosts that are done go back to their previous kernel image when the rollout is stopped.
 */
public enum Rollback {
  NEVER,
  ON_STOP
}
