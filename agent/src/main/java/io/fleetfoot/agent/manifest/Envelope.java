package io.fleetfoot.agent.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.fleetfoot.agent.json.JsonFields;
import io.fleetfoot.agent.json.MalformedMessageException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Signed bytes with their type and signatures: DSSE, the Dead Simple Signing Envelope v1
 * (github.com/secure-systems-lab/dsse). The payload is carried as it was signed and never written
 * anew.
 *
 * @param payloadType what the payload is
 * @param payload the bytes that were signed
 * @param signatures over type and payload together
 */
@SuppressWarnings("ArrayRecordComponent") // read once, compared never
public record Envelope(String payloadType, byte[] payload, List<Signature> signatures) {

  /**
   * One signature.
   *
   * @param keyId who claims to have signed; it only says which key to try
   * @param bytes 64 bytes if it is by Ed25519
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, compared never
  public record Signature(String keyId, byte[] bytes) {}

  /** Copies the signatures. */
  public Envelope {
    signatures = List.copyOf(signatures);
  }

  /**
   * Reads an envelope's JSON.
   *
   * @throws MalformedMessageException if it is none
   */
  public static Envelope parse(String json) {
    JsonFields fields = JsonFields.parse("manifest", json);
    return new Envelope(
        fields.text("payloadType"),
        base64(fields, "payload"),
        fields.objects("signatures").stream()
            .map(one -> new Signature(one.optionalText("keyid").orElse(""), base64(one, "sig")))
            .toList());
  }

  /** Returns the envelope as JSON. */
  public JsonObject toJson() {
    var json = new JsonObject();
    json.addProperty("payloadType", payloadType);
    json.addProperty("payload", Base64.getEncoder().encodeToString(payload));
    var list = new JsonArray();
    for (Signature signature : signatures) {
      var one = new JsonObject();
      one.addProperty("keyid", signature.keyId());
      one.addProperty("sig", Base64.getEncoder().encodeToString(signature.bytes()));
      list.add(one);
    }
    json.add("signatures", list);
    return json;
  }

  /** Returns what is signed: DSSE's pre-authentication encoding of type and payload. */
  static byte[] preAuthentication(String payloadType, byte[] payload) {
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    var encoded = new ByteArrayOutputStream();
    encoded.writeBytes(ascii("DSSEv1 " + type.length + " "));
    encoded.writeBytes(type);
    encoded.writeBytes(ascii(" " + payload.length + " "));
    encoded.writeBytes(payload);
    return encoded.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  // DSSE leaves the alphabet to the signer: "Either standard or URL-safe encoding is allowed"
  private static byte[] base64(JsonFields fields, String name) {
    String text = fields.text(name).replace('-', '+').replace('_', '/');
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw fields.refuse(name, "base64");
    }
  }
}
