package io.fleetfoot.agent;

import java.util.List;

/** The agent's configuration cannot be used; the message names key, found and wanted. */
public final class InvalidConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> keys;

  /** Says what was found and what was wanted. */
  public InvalidConfigException(String message) {
    this(List.of(), message);
  }

  /** Says so of these keys, without which the rest can be judged. */
  InvalidConfigException(List<String> keys, String message) {
    super(message);
    this.keys = List.copyOf(keys);
  }

  /** Returns the keys that it is about, if it is about keys. */
  List<String> keys() {
    return keys;
  }
}
