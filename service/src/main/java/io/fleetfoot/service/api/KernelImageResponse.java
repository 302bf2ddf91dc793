package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.Blob;
import io.fleetfoot.service.fleet.Envelope;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.KernelImage.Proof;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A kernel image as operators see it.
 *
 * @param signedBy the ids of the keys that claim to have signed it; the agents verify that
 * @param expiresAt from when on no agent boots it any more; absent if it is from before there were
 *     manifests
 */
record KernelImageResponse(
    UUID id,
    String name,
    String release,
    String architecture,
    String commandLine,
    File kernel,
    File initrd,
    Instant createdAt,
    List<String> signedBy,
    @Nullable Instant expiresAt) {

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
        image.createdAt(),
        image.manifest().map(Envelope::keyIds).orElse(List.of()),
        Optional.ofNullable(image.proof()).map(Proof::expiresAt).orElse(null));
  }
}
