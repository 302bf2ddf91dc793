package io.fleetfoot.service.api;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes entity tags {@code "<version>.<digest>"}: the version of the row, and a digest of all that
 * is shown, because an answer tells of more than its own row. {@code If-None-Match} compares the
 * whole, {@code If-Match} the version. What has no version is {@code 0}.
 */
@Component
class EntityTags {

  private static final Pattern TAG = Pattern.compile("\"(\\d{1,18})(\\.[0-9a-f]+)?\"");
  private static final int DIGEST_BYTES = 8;

  private final JsonMapper json;

  EntityTags(JsonMapper json) {
    this.json = json;
  }

  /** Answers with the body under its tag; Spring makes 304 of it where the client has it. */
  <T> ResponseEntity<T> ok(long version, T body) {
    return ResponseEntity.ok().eTag(tag(version, body)).body(body);
  }

  /** Answers likewise for what never changes or has no version. */
  <T> ResponseEntity<T> ok(T body) {
    return ok(0, body);
  }

  /** Returns the tag of the body. */
  String tag(long version, Object body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(json.writeValueAsBytes(body));
      return "\"%d.%s\""
          .formatted(version, HexFormat.of().formatHex(Arrays.copyOf(digest, DIGEST_BYTES)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Returns the version that a tag names, nothing if the text is no tag. */
  static Optional<Long> version(String tag) {
    Matcher matcher = TAG.matcher(tag);
    return matcher.matches() ? Optional.of(Long.valueOf(matcher.group(1))) : Optional.empty();
  }
}
