package io.fleetfoot.agent.client;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Ed25519 key of this host; the private half leaves the host in no message.
 *
 * <p>Its text is two PEM blocks, the private key (PKCS#8) and the public one, because Java cannot
 * make the second of the first.
 */
public final class HostKey {
  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----"
              + "\\s+-----BEGIN PUBLIC KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");
  private static final String WANTED =
      "the PEM blocks PRIVATE KEY and PUBLIC KEY of an Ed25519 key";

  private final byte[] privateKey;
  private final byte[] publicKey;
  private final Signature signature;

  private HostKey(byte[] privateKey, byte[] publicKey)
      throws InvalidKeySpecException, InvalidKeyException {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    try {
      this.signature = Signature.getInstance("Ed25519");
      signature.initSign(
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(privateKey)));
    } catch (InvalidKeySpecException | InvalidKeyException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java since 15 has Ed25519", e);
    }
  }

  /** Makes a key by the system's source of chance. */
  public static HostKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new HostKey(pair.getPrivate().getEncoded(), pair.getPublic().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java since 15 has Ed25519", e);
    }
  }

  /** Reads a key as {@link #toPem} writes it, or throws IllegalArgumentException. */
  public static HostKey parse(String pem) {
    Matcher blocks = PEM.matcher(pem);
    if (!blocks.matches()) {
      throw new IllegalArgumentException("found no such text, wanted " + WANTED);
    }
    try {
      Base64.Decoder decoder = Base64.getMimeDecoder();
      return new HostKey(decoder.decode(blocks.group(1)), decoder.decode(blocks.group(2)));
    } catch (InvalidKeySpecException | InvalidKeyException | IllegalArgumentException e) {
      throw new IllegalArgumentException("found another kind of key, wanted " + WANTED, e);
    }
  }

  /** Writes both halves: a secret. */
  public String toPem() {
    return block("PRIVATE KEY", privateKey) + block("PUBLIC KEY", publicKey);
  }

  /** Returns the public half, a SubjectPublicKeyInfo, in base64. */
  public String publicKey() {
    return Base64.getEncoder().encodeToString(publicKey);
  }

  /** Returns the SHA-256 of the public half in hexadecimal, by which people compare keys. */
  public String sha256() {
    return HexFormat.of().formatHex(Sha256.of(publicKey));
  }

  /** Signs a text, in UTF-8. */
  synchronized byte[] sign(String text) {
    try {
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that was initialized signs", e);
    }
  }

  private static String block(String label, byte[] bytes) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(label, base64);
  }

  /** Leaves the private half out. */
  @Override
  public String toString() {
    return "HostKey[" + sha256() + "]";
  }
}
