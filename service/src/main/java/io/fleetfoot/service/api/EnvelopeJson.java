package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.Envelope;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.util.Base64;
import java.util.List;

/** The DSSE envelope that {@code image sign} writes. */
record EnvelopeJson(
    @Schema(description = "What the payload is: application/vnd.fleetfoot.kernel-image.v1+json.")
        @NotBlank String payloadType,
    @Schema(description = "The manifest's bytes, in base64.") @NotBlank String payload,
    @Schema(description = "Who signed it.")
        @NotEmpty(message = "must hold a signature: the agents boot nothing unsigned") List<@NotNull @Valid SignatureJson> signatures) {

  /** One signature. */
  record SignatureJson(
      @Schema(description = "SHA-256 of the public key, in hexadecimal.") @NotBlank String keyid,
      @Schema(description = "The Ed25519 signature, in base64.") @NotBlank String sig) {}

  static EnvelopeJson of(Envelope envelope) {
    return new EnvelopeJson(
        envelope.payloadType(),
        envelope.payload(),
        envelope.signatures().stream()
            .map(signature -> new SignatureJson(signature.keyid(), signature.sig()))
            .toList());
  }

  Envelope toEnvelope() {
    requireBase64("$.manifest.payload", payload);
    for (int i = 0; i < signatures.size(); i++) {
      requireBase64("$.manifest.signatures[%d].sig".formatted(i), signatures.get(i).sig());
    }
    try {
      return new Envelope(
          payloadType,
          payload,
          signatures.stream()
              .map(signature -> new Envelope.Signature(signature.keyid(), signature.sig()))
              .toList());
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException("$.manifest.payloadType", String.valueOf(e.getMessage()));
    }
  }

  private static void requireBase64(String path, String text) {
    try {
      Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(path, "is not base64: " + e.getMessage());
    }
  }
}
