package io.fleetfoot.agent.manifest;

import io.fleetfoot.agent.preflight.Check;
import java.security.PublicKey;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The keys whose signature this host believes, by their ids. */
public final class TrustedKeys {
  private static final String NOT_PINNED =
      "sign the kernel image with a trusted key, or pin the key that signed it in trusted.keys";
  private static final String CHANGED =
      "the manifest was changed after it was signed, or never signed by that key: trust nothing of it, register the file that image sign wrote, and ask who changed this one";

  private final SortedMap<String, PublicKey> keys = new TreeMap<>();

  private TrustedKeys(Collection<PublicKey> given) {
    for (PublicKey key : given) {
      keys.put(Ed25519.keyId(key), key);
    }
  }

  static TrustedKeys of(Collection<PublicKey> keys) {
    return new TrustedKeys(keys);
  }

  /**
   * Reads every PUBLIC KEY block of a PEM text.
   *
   * @throws IllegalArgumentException if there is none, or one that is no Ed25519 key
   */
  public static TrustedKeys parse(String pem) {
    List<byte[]> blocks = Pem.decode("PUBLIC KEY", pem);
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("no PUBLIC KEY block");
    }
    return of(blocks.stream().map(Ed25519::publicKey).toList());
  }

  /** Returns the keys of both. */
  TrustedKeys and(TrustedKeys others) {
    var both = new TrustedKeys(keys.values());
    both.keys.putAll(others.keys);
    return both;
  }

  /** Returns the ids, in order. */
  public Set<String> ids() {
    return keys.keySet();
  }

  /**
   * Returns the id of the trusted key that signed.
   *
   * @throws ManifestRefusedException if none did
   */
  String signerOf(Envelope envelope) throws ManifestRefusedException {
    byte[] signed = Envelope.preAuthentication(envelope.payloadType(), envelope.payload());
    for (Envelope.Signature signature : envelope.signatures()) {
      PublicKey key = keys.get(signature.keyId());
      if (key != null && Ed25519.verify(key, signed, signature.bytes())) {
        return signature.keyId();
      }
    }
    boolean changed = envelope.signatures().stream().anyMatch(one -> keys.containsKey(one.keyId()));
    throw new ManifestRefusedException(
        Check.MANIFEST_SIGNATURE.refuse(
            found(envelope.signatures()),
            "a signature by a key that this host trusts: " + String.join(", ", keys.keySet()),
            changed ? CHANGED : NOT_PINNED));
  }

  private String found(List<Envelope.Signature> signatures) {
    if (signatures.isEmpty()) {
      return "no signature";
    }
    return signatures.stream()
        .map(Envelope.Signature::keyId)
        .distinct()
        .map(
            id ->
                keys.containsKey(id)
                    ? "a signature in the name of %s that is not by that key".formatted(id)
                    : "a signature by %s, a key that is not trusted"
                        .formatted(id.isEmpty() ? "a key without id" : id))
        .collect(Collectors.joining("; "));
  }
}
