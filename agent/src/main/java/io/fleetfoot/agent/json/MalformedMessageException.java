package io.fleetfoot.agent.json;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON text does not say what it should; the message names the field, what was found and wanted.
 */
public final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String found;
  private final @Nullable String wanted;

  /** Says where, what was found and what was wanted. */
  public MalformedMessageException(String message) {
    super(message);
    this.found = message;
    this.wanted = null;
  }

  /** Says what was found in that place, and what was wanted. */
  public MalformedMessageException(String where, String found, String wanted) {
    super("%s: found %s, wanted %s".formatted(where, found, wanted));
    this.found = where.contains(".") ? "%s as %s".formatted(found, where) : found;
    this.wanted = wanted;
  }

  /** Returns what was found, and where. */
  public String found() {
    return found;
  }

  /** Returns what was wanted there, unless the finding says it. */
  public Optional<String> wanted() {
    return Optional.ofNullable(wanted);
  }
}
