package io.fleetfoot.agent.loop;

import java.io.IOException;

/** The host's key cannot be used, or not any more; the message says what to do. */
public final class UnusableKeyException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says what was found, what was wanted, and what to do. */
  public UnusableKeyException(String message) {
    super(message);
  }
}
