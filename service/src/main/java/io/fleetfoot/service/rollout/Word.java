package io.fleetfoot.service.rollout;

import org.jspecify.annotations.Nullable;

/**
 * A verb as somebody says it.
 *
 * @param actor the name of who says it
 * @param reason why, in their words, on one line; null if they say nothing
 */
public record Word(Verb verb, String actor, @Nullable String reason) {

  /** Returns who says it, and why if they said so, such as {@code token:ada: disks first}. */
  public String whoAndWhy() {
    return reason == null ? actor : "%s: %s".formatted(actor, reason);
  }
}
