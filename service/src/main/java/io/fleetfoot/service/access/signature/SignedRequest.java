package io.fleetfoot.service.access.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of a request is signed, and the headers that say by whom.
 *
 * @param method in upper case
 * @param path as it stands in the request line, not decoded
 * @param query what follows the question mark, not decoded; absent when there is none
 * @param signatureInput every value of that header, one for each time it was sent
 * @param signature likewise
 * @param contentDigest likewise
 * @param body the bytes that came, none for a request without a body
 */
public record SignedRequest(
    String method,
    String path,
    Optional<String> query,
    List<String> signatureInput,
    List<String> signature,
    List<String> contentDigest,
    byte[] body) {

  public SignedRequest {
    signatureInput = List.copyOf(signatureInput);
    signature = List.copyOf(signature);
    contentDigest = List.copyOf(contentDigest);
    body = body.clone();
  }

  /** Returns the bytes that came. */
  @Override
  public byte[] body() {
    return body.clone();
  }

  /** Says whether the request changes nothing, however often it is heard. */
  public boolean isSafe() {
    return method.equals("GET") || method.equals("HEAD");
  }

  /** Returns what must be signed, no more and no less: a body and a query when there are any. */
  List<String> components() {
    List<String> components = new ArrayList<>(List.of("@method", "@path"));
    if (query.isPresent()) {
      components.add("@query");
    }
    if (body.length > 0) {
      components.add("content-digest");
    }
    return components;
  }

  /** Returns the digest of the bytes that came, which the header must say too. */
  String digest() {
    String found = ContentDigest.of(body);
    if (!contentDigest.equals(List.of(found))) {
      throw SignatureRefusedException.bad(
          "Content-Digest is %s, expected %s, the digest of the body that came"
              .formatted(contentDigest, found));
    }
    return found;
  }
}
