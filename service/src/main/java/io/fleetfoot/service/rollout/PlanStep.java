package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.Step;

/** One step of a wave, by the wave's index. */
public record PlanStep(int wave, Step step) {}
