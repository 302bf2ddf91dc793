package io.fleetfoot.agent.client;

import io.fleetfoot.agent.manifest.Blob;
import java.io.IOException;

/** The service sent bytes that are not the blob that was asked for; they are deleted. */
public final class WrongDigestException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says which digest came and which was wanted. */
  public WrongDigestException(Blob blob, String found) {
    super(
        "blob of %d bytes has SHA-256 %s, wanted %s".formatted(blob.size(), found, blob.sha256()));
  }
}
