package io.fleetfoot.service.rollout.spec;

import java.time.Duration;

/**
 * How long a host may be silent once it executes, where its rollout does not say.
 *
 * @param kexec where no host goes through its firmware
 * @param firmware where one may
 */
public record BootDeadlines(Duration kexec, Duration firmware) {

  /** Returns what a service gives that is not configured otherwise. */
  public static BootDeadlines standard() {
    return new BootDeadlines(Duration.ofMinutes(10), Duration.ofMinutes(20));
  }
}
