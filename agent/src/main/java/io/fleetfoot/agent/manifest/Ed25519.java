package io.fleetfoot.agent.manifest;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Signatures by Ed25519 (RFC 8032), which every JDK since 15 has. */
final class Ed25519 {
  static final String NAME = "Ed25519";

  private Ed25519() {}

  /** Returns the id of a key: SHA-256 of its SubjectPublicKeyInfo in DER, in hexadecimal. */
  static String keyId(PublicKey key) {
    return sha256(key.getEncoded());
  }

  /**
   * Reads a SubjectPublicKeyInfo in DER.
   *
   * @throws IllegalArgumentException if it is none of an Ed25519 key
   */
  static PublicKey publicKey(byte[] der) {
    try {
      return KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no Ed25519 public key: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a PrivateKeyInfo (PKCS#8) in DER.
   *
   * @throws IllegalArgumentException if it is none of an Ed25519 key
   */
  static PrivateKey privateKey(byte[] der) {
    try {
      return KeyFactory.getInstance(NAME).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no Ed25519 private key: " + e.getMessage(), e);
    }
  }

  static byte[] sign(PrivateKey key, byte[] message) {
    try {
      Signature signature = Signature.getInstance(NAME);
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign by " + NAME, e);
    }
  }

  static boolean verify(PublicKey key, byte[] message, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(NAME);
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(signed);
    } catch (SignatureException e) {
      return false; // not even of the form of a signature
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot verify by " + NAME, e);
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
