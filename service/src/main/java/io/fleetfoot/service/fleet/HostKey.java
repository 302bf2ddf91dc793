package io.fleetfoot.service.fleet;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** The public half of the Ed25519 key that a host made for itself. */
public final class HostKey {

  /** SubjectPublicKeyInfo of Ed25519 up to the key's 32 bytes (RFC 8410, section 4). */
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int BYTES = 44;

  private final byte[] encoded;
  private final PublicKey key;

  private HostKey(byte[] encoded, PublicKey key) {
    this.encoded = encoded;
    this.key = key;
  }

  /** Returns the key of these 44 bytes, or throws IllegalArgumentException. */
  public static HostKey of(byte[] encoded) {
    if (encoded.length != BYTES || !Arrays.equals(PREFIX, Arrays.copyOf(encoded, PREFIX.length))) {
      throw new IllegalArgumentException(
          "the public key has %d bytes, expected the %d of an Ed25519 SubjectPublicKeyInfo"
              .formatted(encoded.length, BYTES));
    }
    try {
      byte[] own = encoded.clone();
      return new HostKey(
          own, KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(own)));
    } catch (InvalidKeySpecException e) {
      throw new IllegalArgumentException("the public key is no Ed25519 key: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java since 15 has Ed25519", e);
    }
  }

  /** Returns the key that the text spells in base64, or throws IllegalArgumentException. */
  public static HostKey parse(String base64) {
    HostKey key = of(Base64.getDecoder().decode(base64));
    if (!key.toString().equals(base64)) {
      throw new IllegalArgumentException("the public key is not written as base64 writes it");
    }
    return key;
  }

  /** Returns the 44 bytes. */
  public byte[] encoded() {
    return encoded.clone();
  }

  /** Returns the SHA-256 of the 44 bytes, by which people compare keys. */
  public Sha256 sha256() {
    try {
      return new Sha256(
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Says whether the key's owner made the signature over these bytes. */
  public boolean verifies(byte[] signed, byte[] signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(key);
      ed25519.update(signed);
      return ed25519.verify(signature);
    } catch (InvalidKeyException | SignatureException e) {
      // a key that is no point of the curve, or a signature whose numbers are out of range
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java since 15 has Ed25519", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HostKey that && Arrays.equals(encoded, that.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  /** Spells the 44 bytes in base64. */
  @Override
  public String toString() {
    return Base64.getEncoder().encodeToString(encoded);
  }
}
