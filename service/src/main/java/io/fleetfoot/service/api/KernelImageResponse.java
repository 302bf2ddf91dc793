package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.Blob;
import io.fleetfoot.service.fleet.Envelope;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.KernelImage.Proof;
import io.swagger.v3.oas.annotations.media.Schema;
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
    @Schema(description = "The kernel image's id.") UUID id,
    @Schema(description = "Its name, for people.") String name,
    @Schema(description = "What `uname -r` says under it.", example = "6.12.57+deb13-amd64")
        String release,
    @Schema(description = "The machines that it boots.", example = "x86_64") String architecture,
    @Schema(
            description =
                "The template of the command line; `{running}` stands for the running kernel's.",
            example = "{running}")
        String commandLine,
    @Schema(description = "The kernel.") File kernel,
    @Schema(description = "The initrd; absent for a kernel that needs none.") @Nullable File initrd,
    @Schema(description = "When it was registered.") Instant createdAt,
    @Schema(
            description =
                "The ids of the keys that claim to have signed it; the agents verify that.")
        List<String> signedBy,
    @Schema(description = "From when on no agent boots it any more.") @Nullable Instant expiresAt) {

  /** A file by its digest, with its size in bytes. */
  record File(
      @Schema(description = "Its SHA-256, in hexadecimal.") String sha256,
      @Schema(description = "Its size in bytes.") long size) {

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
        image.initrd().map(File::of).orElse(null),
        image.createdAt(),
        image.manifest().map(Envelope::keyIds).orElse(List.of()),
        Optional.ofNullable(image.proof()).map(Proof::expiresAt).orElse(null));
  }
}
