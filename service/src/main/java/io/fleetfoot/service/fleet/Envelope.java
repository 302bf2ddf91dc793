package io.fleetfoot.service.fleet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A signed manifest in its DSSE envelope, as it came and as agents get it. The service holds no key
 * and believes no signature; the agents verify.
 *
 * @param payloadType {@link #PAYLOAD_TYPE}
 * @param payload the bytes that were signed, in base64
 * @param signatures at least one
 */
public record Envelope(String payloadType, String payload, List<Signature> signatures) {

  /** The only payload type there is. */
  public static final String PAYLOAD_TYPE = "application/vnd.fleetfoot.kernel-image.v1+json";

  /** One signature: whose key it is by, and its bytes in base64. */
  public record Signature(String keyid, String sig) {}

  public Envelope {
    if (!payloadType.equals(PAYLOAD_TYPE)) {
      throw new IllegalArgumentException(
          "payloadType is \"%s\", expected %s".formatted(payloadType, PAYLOAD_TYPE));
    }
    if (signatures.isEmpty()) {
      throw new IllegalArgumentException("an envelope without signatures is not a signed manifest");
    }
    signatures = List.copyOf(signatures);
  }

  /** Returns who claims to have signed. */
  public List<String> keyIds() {
    return signatures.stream().map(Signature::keyid).distinct().toList();
  }

  /** Returns the signed bytes as text, or throws IllegalArgumentException if it is not base64. */
  public String payloadText() {
    return new String(payloadBytes(), StandardCharsets.UTF_8);
  }

  /** Returns the SHA-256 of the signed bytes, by which an exec token names the manifest. */
  public Sha256 payloadSha256() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(payloadBytes());
      return new Sha256(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  // DSSE allows both alphabets
  private byte[] payloadBytes() {
    return Base64.getDecoder().decode(payload.replace('-', '+').replace('_', '/'));
  }
}
