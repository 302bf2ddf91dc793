package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.Blob;
import io.fleetfoot.service.fleet.KernelImage;
import java.time.Instant;
import java.util.UUID;

/** A kernel image as operators see it. */
record KernelImageResponse(
    UUID id,
    String name,
    String release,
    String architecture,
    String commandLine,
    File kernel,
    File initrd,
    Instant createdAt) {

  /** A file by its digest, with its size in bytes. */
  record File(String sha256, long size) {

    static File of(Blob blob) {
      return new File(blob.sha256().hex(), blob.size());
    }
  }

  static KernelImageResponse of(KernelImage image) {
    return new KernelImageResponse(
        image.id().value(),
        image.name(),
        image.release().value(),
        image.architecture(),
        image.commandLine(),
        File.of(image.kernel()),
        File.of(image.initrd()),
        image.createdAt());
  }
}
