package io.fleetfoot.service.admission;

import org.jspecify.annotations.Nullable;

/**
 * What one limit counts at one step.
 *
 * @param limit the index of the limit in the certificate
 * @param domain the domain where the limit counts hosts of each; hosts without the label are one
 *     domain, which has no name
 * @param before how many are counted before the step
 * @param step how many the step adds
 * @param most how many there may be
 */
public record Count(int limit, @Nullable String domain, int before, int step, int most) {

  /** Says whether the step keeps the limit. */
  public boolean isKept() {
    return before + step <= most;
  }
}
