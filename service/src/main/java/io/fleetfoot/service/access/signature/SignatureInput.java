package io.fleetfoot.service.access.signature;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a signature says of itself: what it covers, when it was made, once only, and by which key.
 *
 * @param created in seconds since 1970
 * @param nonce 128 random bits in base64url
 * @param keyId the host's id, or the SHA-256 of its public key while it has none
 */
record SignatureInput(List<String> components, long created, String nonce, String keyId) {

  private static final int LONGEST = 300;
  private static final Pattern FORM =
      Pattern.compile(
          "sig1=(\\((\"[a-z@-]{1,20}\"(?: \"[a-z@-]{1,20}\"){0,5})\\)"
              + ";created=([1-9][0-9]{0,10})"
              + ";nonce=\"([A-Za-z0-9_-]{22})\""
              + ";keyid=\"([0-9a-f-]{36}|[0-9a-f]{64})\""
              + ";alg=\"ed25519\")");

  private static final String WANTED =
      "sig1=(\"@method\" \"@path\" …);created=SECONDS;nonce=\"22 CHARACTERS OF BASE64URL\";"
          + "keyid=\"HOST ID\";alg=\"ed25519\"";

  SignatureInput {
    components = List.copyOf(components);
  }

  /** Reads the header's value; spaces, order and the label are as {@link #parameters} writes. */
  static SignatureInput parse(String header) {
    if (header.length() > LONGEST) {
      throw SignatureRefusedException.bad(
          "Signature-Input has %d characters, at most %d are allowed"
              .formatted(header.length(), LONGEST));
    }
    Matcher found = FORM.matcher(header);
    if (!found.matches()) {
      throw SignatureRefusedException.bad(
          "Signature-Input is %s, expected %s".formatted(header, WANTED));
    }
    return new SignatureInput(
        Stream.of(found.group(2).split(" ")).map(SignatureInput::unquoted).toList(),
        Long.parseLong(found.group(3)),
        found.group(4),
        found.group(5));
  }

  /** Returns the value of {@code @signature-params}, the last line of what is signed. */
  String parameters() {
    return components.stream()
            .map(component -> '"' + component + '"')
            .collect(Collectors.joining(" ", "(", ")"))
        + ";created=%d;nonce=\"%s\";keyid=\"%s\";alg=\"ed25519\"".formatted(created, nonce, keyId);
  }

  private static String unquoted(String component) {
    return component.substring(1, component.length() - 1);
  }
}
