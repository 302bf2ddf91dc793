package io.fleetfoot.agent.client;

import java.util.Base64;
import java.util.Optional;

/**
 * What is signed of a request (RFC 9421, section 2.5), and what the request says of its signature.
 *
 * @param parameters the value of {@code @signature-params}, and of Signature-Input behind its label
 * @param text the lines that are signed
 */
record SignatureBase(String parameters, String text) {

  /**
   * What of a request is signed.
   *
   * @param path as it stands in the request line
   * @param query without its question mark
   * @param contentDigest the header of a request with a body
   */
  record Request(
      String method, String path, Optional<String> query, Optional<String> contentDigest) {}

  /** Covers the method and the path, and the query and the body's digest when there are any. */
  static SignatureBase of(Request request, long created, String nonce, String keyId) {
    var covered = new StringBuilder("(\"@method\" \"@path\"");
    var lines = new StringBuilder();
    line(lines, "@method", request.method());
    line(lines, "@path", request.path());
    if (request.query().isPresent()) {
      covered.append(" \"@query\"");
      line(lines, "@query", "?" + request.query().get());
    }
    if (request.contentDigest().isPresent()) {
      covered.append(" \"content-digest\"");
      line(lines, "content-digest", request.contentDigest().get());
    }
    String parameters =
        covered
            .append(");created=")
            .append(created)
            .append(";nonce=\"")
            .append(nonce)
            .append("\";keyid=\"")
            .append(keyId)
            .append("\";alg=\"ed25519\"")
            .toString();
    lines.append("\"@signature-params\": ").append(parameters);
    return new SignatureBase(parameters, lines.toString());
  }

  /** Returns the Content-Digest header of a body (RFC 9530). */
  static String contentDigest(byte[] body) {
    return "sha-256=:" + Base64.getEncoder().encodeToString(Sha256.of(body)) + ":";
  }

  private static void line(StringBuilder lines, String component, String value) {
    lines.append('"').append(component).append("\": ").append(value).append('\n');
  }
}
