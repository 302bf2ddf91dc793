package io.fleetfoot.service.store.embedded;

import org.jspecify.annotations.Nullable;

/** Says why the service could not run its own PostgreSQL, and what an operator can do about it. */
public class EmbeddedPostgresException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String found;
  private final String whatNow;

  EmbeddedPostgresException(String found, String whatNow) {
    this(found, whatNow, null);
  }

  EmbeddedPostgresException(String found, String whatNow, @Nullable Throwable cause) {
    super(found + "; " + whatNow, cause);
    this.found = found;
    this.whatNow = whatNow;
  }

  /** What was found, what was wanted, and where. */
  public String found() {
    return found;
  }

  /** What the operator can do now. */
  public String whatNow() {
    return whatNow;
  }
}
