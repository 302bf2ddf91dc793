package io.fleetfoot.service.rollout;

/** A rollout that is not to be started, and what is assumed of its hosts. */
public record WhatIfQuestion(RolloutSpec rollout, WhatIfAssumptions assumptions) {}
