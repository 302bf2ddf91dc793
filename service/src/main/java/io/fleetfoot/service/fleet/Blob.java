package io.fleetfoot.service.fleet;

/** A file that the service keeps under its digest, with its size in bytes. */
public record Blob(Sha256 sha256, long size) {

  public Blob {
    if (size < 0) {
      throw new IllegalArgumentException("a blob cannot have %d bytes".formatted(size));
    }
  }
}
