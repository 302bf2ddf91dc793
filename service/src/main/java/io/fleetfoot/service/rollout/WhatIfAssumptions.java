package io.fleetfoot.service.rollout;

/**
 * What is assumed of hosts when a rollout is played through.
 *
 * @param failureRate the share of hosts that come up on their old kernel, from 0 to 1
 * @param silenceRate the share of hosts that never speak again, from 0 to 1
 * @param staging how long a host takes to stage
 * @param down how long a host is down, from its admission to its boot's report
 * @param seed the seed of chance: the same one gives the same result
 */
public record WhatIfAssumptions(
    double failureRate,
    double silenceRate,
    DurationSpread staging,
    DurationSpread down,
    long seed) {

  public WhatIfAssumptions {
    if (!(failureRate >= 0 && silenceRate >= 0 && failureRate + silenceRate <= 1)) {
      throw new IllegalArgumentException(
          "failureRate %s and silenceRate %s: neither may be negative, nor both together more than 1"
              .formatted(failureRate, silenceRate));
    }
  }
}
