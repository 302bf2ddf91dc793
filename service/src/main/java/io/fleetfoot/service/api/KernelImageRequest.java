package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.Envelope;
import io.fleetfoot.service.fleet.OneLine;
import io.fleetfoot.service.fleet.SignedManifest;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A kernel image to register.
 *
 * @param name for people; the manifest's own when absent
 * @param manifest what was signed of it, which says all that there is to say
 * @param kernelPath the kernel on the service's machine; absent when it is uploaded
 * @param initrdPath the initrd on the service's machine; absent when it is uploaded, or was not
 *     signed
 */
record KernelImageRequest(
    @Schema(description = "Its name, for people; the manifest's own when absent.")
        @Pattern(regexp = OneLine.PATTERN, message = "must not hold control characters") @Nullable String name,
    @Schema(description = "What was signed of it: a DSSE envelope.") @NotNull @Valid EnvelopeJson manifest,
    @Schema(description = "The kernel on the service's machine; absent when it is uploaded.")
        @Nullable String kernelPath,
    @Schema(
            description =
                "The initrd on the service's machine; absent when it is uploaded, and where the"
                    + " manifest names none.")
        @Nullable String initrdPath) {

  SignedManifest toManifest() {
    Envelope envelope = manifest.toEnvelope();
    return ManifestPayload.read(envelope).toManifest(envelope, name);
  }
}
