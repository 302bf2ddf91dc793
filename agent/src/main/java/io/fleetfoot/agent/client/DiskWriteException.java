package io.fleetfoot.agent.client;

import java.io.IOException;

/** This host's own disk did not take a blob, which is nothing that the service did. */
public final class DiskWriteException extends IOException {
  private static final long serialVersionUID = 1L;

  DiskWriteException(String what, IOException cause) {
    super(what + ": " + cause.getMessage() + "; make room in the state directory", cause);
  }
}
