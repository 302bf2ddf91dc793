package io.fleetfoot.agent.client;

import java.util.Optional;

/**
 * Why the service said no.
 *
 * @param code stable, such as {@code clock-skew}; the status when the answer is no problem detail
 */
public record Problem(String code, Optional<String> detail) {

  /** Returns the code and the detail for people. */
  @Override
  public String toString() {
    return detail.map(text -> code + ": " + text).orElse(code);
  }
}
