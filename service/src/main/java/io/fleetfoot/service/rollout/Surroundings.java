package io.fleetfoot.service.rollout;

import java.time.Instant;

/**
 * What is observed beside the rollout's own hosts when its next step is decided.
 *
 * @param now the time, by the database's clock
 */
public record Surroundings(Instant now) {}
