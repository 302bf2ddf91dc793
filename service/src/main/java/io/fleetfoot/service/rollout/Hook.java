package io.fleetfoot.service.rollout;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A webhook that is asked before something happens, or told after it.
 *
 * @param name its name, for people and reasons
 * @param at what it is asked or told of
 * @param url where it listens, over https or http
 * @param secret the name of the configured secret that signs the request; unsigned when absent
 * @param timeout how long one request may take
 * @param patience how long it may say wait, or not answer, before that counts as deny
 */
public record Hook(
    String name, Point at, URI url, @Nullable String secret, Duration timeout, Duration patience) {

  /** Of what a hook is asked (before) or told (after). */
  public enum Point {
    BEFORE_ROLLOUT,
    BEFORE_WAVE,
    BEFORE_HOST,
    AFTER_HOST,
    AFTER_WAVE,
    AFTER_ROLLOUT;

    /** Says whether it is asked, and not merely told. */
    public boolean isBefore() {
      return this == BEFORE_ROLLOUT || this == BEFORE_WAVE || this == BEFORE_HOST;
    }
  }

  public Hook {
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name of a hook must not be blank");
    }
    if (!"https".equals(url.getScheme()) && !"http".equals(url.getScheme())) {
      throw new IllegalArgumentException(
          "the url of hook \"%s\" is \"%s\": it must begin with https:// or http://"
              .formatted(name, url));
    }
    if (timeout.isNegative() || timeout.isZero() || patience.compareTo(timeout) < 0) {
      throw new IllegalArgumentException(
          "hook \"%s\" has timeout %s and patience %s: both must be more than zero, and patience must not be shorter"
              .formatted(name, timeout, patience));
    }
  }
}
