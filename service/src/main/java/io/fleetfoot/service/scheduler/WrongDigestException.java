package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.Blob;
import io.fleetfoot.service.fleet.Sha256;

/** The bytes are not those that were announced. */
public class WrongDigestException extends KernelImageRefusedException {

  private static final long serialVersionUID = 1;

  /** Makes the exception from what was announced and what came. */
  public WrongDigestException(Sha256 expected, Blob found) {
    super(
        "digest-mismatch",
        "SHA-256 of the %d bytes that came is %s, expected %s; send the file again"
            .formatted(found.size(), found.sha256(), expected));
  }
}
