package io.fleetfoot.service.rollout;

/** When a host stages: as soon as the rollout begins, or when its wave opens. */
public enum StageTime {
  EARLY,
  JUST_IN_TIME
}
