package io.fleetfoot.agent.manifest;

/**
 * A file the service keeps, known by its content.
 *
 * @param sha256 64 lower-case hexadecimal digits
 * @param size in bytes
 */
public record Blob(String sha256, long size) {

  /** Refuses what is no digest: it becomes a file name. */
  public Blob {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "sha256 is %s, expected 64 lower-case hexadecimal digits".formatted(sha256));
    }
    if (size < 0) {
      throw new IllegalArgumentException("size of blob %s is %d".formatted(sha256, size));
    }
  }
}
