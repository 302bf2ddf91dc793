package io.fleetfoot.agent.manifest;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.util.List;

/** The key that signs manifests. It never needs to be on a machine that serves or boots them. */
public final class SigningKey {
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";

  private final PrivateKey privateKey;
  private final PublicKey publicKey;

  private SigningKey(KeyPair pair) {
    this.privateKey = pair.getPrivate();
    this.publicKey = pair.getPublic();
  }

  /** Makes a new key. */
  public static SigningKey generate(SecureRandom random) {
    return new SigningKey(pair(random));
  }

  /**
   * Reads a PKCS#8 PEM text, as {@code keys generate} or {@code openssl genpkey} makes it.
   *
   * @throws IllegalArgumentException if it holds no Ed25519 private key, or several
   */
  public static SigningKey parse(String pem) {
    List<byte[]> blocks = Pem.decode(PRIVATE, pem);
    if (blocks.size() != 1) {
      throw new IllegalArgumentException(
          "%d PRIVATE KEY blocks, expected one of an Ed25519 key in PKCS#8"
              .formatted(blocks.size()));
    }
    return of((EdECPrivateKey) Ed25519.privateKey(blocks.get(0)));
  }

  /** Returns the private key as PEM; a secret. */
  public String privatePem() {
    return Pem.encode(PRIVATE, privateKey.getEncoded());
  }

  /** Returns the public key as PEM, to be pinned on hosts. */
  public String publicPem() {
    return Pem.encode(PUBLIC, publicKey.getEncoded());
  }

  /** Returns the key's id. */
  public String keyId() {
    return Ed25519.keyId(publicKey);
  }

  /** Signs a manifest. */
  public Envelope sign(Manifest manifest) {
    return sign(Manifest.PAYLOAD_TYPE, manifest.toPayload());
  }

  /** Signs bytes of a type. */
  public Envelope sign(String payloadType, byte[] payload) {
    byte[] signed = Envelope.preAuthentication(payloadType, payload);
    var signature = new Envelope.Signature(keyId(), Ed25519.sign(privateKey, signed));
    return new Envelope(payloadType, payload, List.of(signature));
  }

  /**
   * PKCS#8 holds the 32 secret bytes alone, and the JDK has no call that makes the public key of
   * them; but its generator does just that to the bytes that it draws.
   */
  private static SigningKey of(EdECPrivateKey key) {
    byte[] secret = key.getBytes().orElseThrow();
    KeyPair pair = pair(new Drawn(secret));
    SigningKey made = new SigningKey(pair);
    byte[] probe = {1};
    if (!Ed25519.verify(made.publicKey, probe, Ed25519.sign(key, probe))) {
      throw new IllegalStateException("the JDK does not make the public key of a private key");
    }
    return made;
  }

  private static KeyPair pair(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(Ed25519.NAME);
      generator.initialize(NamedParameterSpec.ED25519, random);
      return generator.generateKeyPair();
    } catch (InvalidAlgorithmParameterException e) {
      throw new IllegalStateException("Ed25519 has no other parameters", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK since 15 has Ed25519", e);
    }
  }

  /** Draws the bytes it was given. */
  private static final class Drawn extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;

    Drawn(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    @Override
    public void nextBytes(byte[] into) {
      System.arraycopy(bytes, 0, into, 0, into.length);
    }
  }
}
