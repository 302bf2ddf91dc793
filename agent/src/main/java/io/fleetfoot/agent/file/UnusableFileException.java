package io.fleetfoot.agent.file;

import java.io.IOException;

/** A file is not what it should be; the message says which, what it is, and what now. */
public final class UnusableFileException extends IOException {
  private static final long serialVersionUID = 1L;

  UnusableFileException(String message) {
    super(message);
  }
}
