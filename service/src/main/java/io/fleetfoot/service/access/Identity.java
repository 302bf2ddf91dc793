package io.fleetfoot.service.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who a credential proves its holder to be.
 *
 * @param expiresAt when the credential ends; absent if it does not
 */
public record Identity(Actor actor, @Nullable Instant expiresAt) {}
