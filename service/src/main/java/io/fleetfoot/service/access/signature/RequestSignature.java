package io.fleetfoot.service.access.signature;

import io.fleetfoot.service.access.signature.SignatureRefusedException.Refusal;
import io.fleetfoot.service.fleet.HostKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request's signature, well written and over the right parts; whether it is fresh and whose it
 * is, is asked of it. Every question that has no for an answer throws {@link
 * SignatureRefusedException}.
 */
public final class RequestSignature {

  /** 64 bytes in base64. */
  private static final Pattern SIGNATURE = Pattern.compile("sig1=:([A-Za-z0-9+/]{86}==):");

  private final SignatureInput input;
  private final byte[] base;
  private final byte[] signature;

  private RequestSignature(SignatureInput input, byte[] base, byte[] signature) {
    this.input = input;
    this.base = base;
    this.signature = signature;
  }

  /** Reads the signature of a request, and compares its body with the digest that is signed. */
  public static RequestSignature of(SignedRequest request) {
    if (request.signatureInput().isEmpty() || request.signature().isEmpty()) {
      throw new SignatureRefusedException(
          Refusal.UNAUTHENTICATED,
          "the request is not signed: Signature-Input and Signature are wanted"
              + " (docs/reference/agent-protocol)");
    }
    SignatureInput input = SignatureInput.parse(only("Signature-Input", request.signatureInput()));
    if (!input.components().equals(request.components())) {
      throw SignatureRefusedException.bad(
          "the signature covers %s, expected %s"
              .formatted(input.components(), request.components()));
    }
    byte[] signature = decoded(only("Signature", request.signature()));
    return new RequestSignature(
        input, base(request, input).getBytes(StandardCharsets.UTF_8), signature);
  }

  /** Returns who is said to have signed: the host's id, or the SHA-256 of a key. */
  public String keyId() {
    return input.keyId();
  }

  /** Returns what makes this request another than all others of the same key. */
  public String nonce() {
    return input.nonce();
  }

  /** Refuses a request that was made more than that long before or after now. */
  public void requireFresh(Instant now, Duration tolerated) {
    Instant created = Instant.ofEpochSecond(input.created());
    if (Duration.between(created, now).abs().compareTo(tolerated) > 0) {
      throw new SignatureRefusedException(
          Refusal.CLOCK_SKEW,
          "the request was made at %s by the host's clock, and it is %s here; at most %s are"
                  .formatted(created, now, tolerated)
              + " tolerated");
    }
  }

  /** Refuses a signature that the key did not make. */
  public void requireMadeBy(HostKey key) {
    if (!key.verifies(base, signature)) {
      throw SignatureRefusedException.bad(
          "the signature is not one of this request by the key of " + keyId());
    }
  }

  /** RFC 9421, section 2.5: one line each component, then the parameters, joined by line feeds. */
  static String base(SignedRequest request, SignatureInput input) {
    StringBuilder base = new StringBuilder();
    for (String component : input.components()) {
      String value =
          switch (component) {
            case "@method" -> request.method();
            case "@path" -> request.path();
            case "@query" -> "?" + request.query().orElseThrow();
            case "content-digest" -> request.digest();
            default -> throw new IllegalArgumentException(component);
          };
      base.append('"').append(component).append("\": ").append(value).append('\n');
    }
    return base.append("\"@signature-params\": ").append(input.parameters()).toString();
  }

  private static String only(String header, List<String> values) {
    if (values.size() != 1) {
      throw SignatureRefusedException.bad(
          "%s was sent %d times, expected once".formatted(header, values.size()));
    }
    return values.get(0);
  }

  private static byte[] decoded(String header) {
    Matcher found = SIGNATURE.matcher(header);
    if (found.matches()) {
      byte[] signature = Base64.getDecoder().decode(found.group(1));
      // base64 has several spellings of one byte at the end, and one signature has one spelling
      if (Base64.getEncoder().encodeToString(signature).equals(found.group(1))) {
        return signature;
      }
    }
    throw SignatureRefusedException.bad(
        "Signature is not sig1=:BASE64:, an Ed25519 signature of 64 bytes");
  }
}
