package io.fleetfoot.service.testing;

import io.fleetfoot.service.access.signature.SignedRequest;
import io.fleetfoot.service.fleet.HostKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A host's key as an agent has it, which signs requests in words of its own. */
public final class TestHostKey {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyPair pair;

  /** Makes a key. */
  public TestHostKey() {
    try {
      pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns what the service is to know of it. */
  public HostKey publicKey() {
    return HostKey.of(pair.getPublic().getEncoded());
  }

  /** Returns a nonce that nobody has used. */
  public static String nonce() {
    byte[] nonce = new byte[16];
    RANDOM.nextBytes(nonce);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
  }

  /** Returns the headers of a request made now. */
  public Map<String, String> headers(String method, String target, String body, String keyId) {
    return headers(method, target, body, keyId, Instant.now(), nonce());
  }

  /** Returns the headers of a request made then, with that nonce. */
  public Map<String, String> headers(
      String method, String target, String body, String keyId, Instant created, String nonce) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    Map<String, String> headers = new LinkedHashMap<>();
    StringBuilder base = new StringBuilder();
    StringBuilder covered = new StringBuilder("\"@method\" \"@path\"");
    base.append("\"@method\": ").append(method).append("\n\"@path\": ").append(path).append('\n');
    if (mark >= 0) {
      covered.append(" \"@query\"");
      base.append("\"@query\": ").append(target.substring(mark)).append('\n');
    }
    if (!body.isEmpty()) {
      covered.append(" \"content-digest\"");
      headers.put("Content-Digest", digest(body));
      base.append("\"content-digest\": ").append(digest(body)).append('\n');
    }
    String parameters =
        "(%s);created=%d;nonce=\"%s\";keyid=\"%s\";alg=\"ed25519\""
            .formatted(covered, created.getEpochSecond(), nonce, keyId);
    base.append("\"@signature-params\": ").append(parameters);
    headers.put("Signature-Input", "sig1=" + parameters);
    headers.put("Signature", "sig1=:" + base64(sign(base.toString())) + ":");
    return headers;
  }

  /** Returns a signed request as the service sees it. */
  public SignedRequest request(
      String method, String target, String body, String keyId, Instant created, String nonce) {
    Map<String, String> headers = headers(method, target, body, keyId, created, nonce);
    String[] parts = target.split("\\?", 2);
    return new SignedRequest(
        method,
        parts[0],
        parts.length == 2 ? Optional.of(parts[1]) : Optional.empty(),
        List.of(headers.get("Signature-Input")),
        List.of(headers.get("Signature")),
        Optional.ofNullable(headers.get("Content-Digest")).stream().toList(),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] sign(String base) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(pair.getPrivate());
      ed25519.update(base.getBytes(StandardCharsets.UTF_8));
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String digest(String body) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
      return "sha-256=:" + base64(digest) + ":";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
