package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.Labels;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What lets hosts enrol, but for the secret itself.
 *
 * @param labels what every host that enrols with it gets, over what its agent says
 * @param state whether hosts can enrol with it now
 * @param expiresAt until when; absent for one without an end
 * @param maxUses how many enrolments it is good for; absent for one without a limit
 * @param uses how many there have been
 */
public record JoinToken(
    UUID id,
    String name,
    Labels labels,
    State state,
    @Nullable Instant expiresAt,
    @Nullable Integer maxUses,
    int uses,
    Instant createdAt,
    @Nullable Instant revokedAt) {

  /** The token that the service's configuration names, or that it made at its first start. */
  public static final String DEFAULT = "default";

  /** Whether hosts can enrol with a join token. */
  public enum State {
    USABLE,
    USED_UP,
    EXPIRED,
    REVOKED
  }
}
