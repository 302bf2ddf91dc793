package io.fleetfoot.service.fleet;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * By which key a host is known.
 *
 * @param enrolledAt since when
 * @param revokedAt from when on the key was refused; absent while it is not
 */
public record Enrolment(HostKey key, Instant enrolledAt, @Nullable Instant revokedAt) {

  /** Says whether an administrator has revoked the key. */
  public boolean isRevoked() {
    return revokedAt != null;
  }
}
