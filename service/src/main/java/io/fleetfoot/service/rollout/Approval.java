package io.fleetfoot.service.rollout;

/** Before what an approver has to agree, who must not be the one who asked for the rollout. */
public enum Approval {
  NONE,
  START,
  EACH_WAVE
}
