package io.fleetfoot.service.fleet;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A machine that the service knows.
 *
 * @param enrolment by which key; absent for a host that has not spoken since hosts have keys
 */
public record Host(
    HostId id,
    Facts facts,
    Labels labels,
    Availability availability,
    @Nullable Enrolment enrolment,
    Instant registeredAt,
    Instant lastSeenAt) {

  /** Says whether the host counts as down. */
  public boolean isDown() {
    return availability.isDown();
  }

  /** Returns its labels, with its facts under their reserved keys: what selectors choose by. */
  public Labels labelsAndFacts() {
    return labels.with(FactLabels.of(facts));
  }
}
