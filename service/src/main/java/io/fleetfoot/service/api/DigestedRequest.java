package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.ProblemCode;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request with the SHA-256 of what makes it this request: method, path, query, media type and
 * body. Of a multipart body, whose boundary is another each time, these are the parts, read from
 * the disk where the container has put them; no more than a buffer of them is ever in memory.
 *
 * @param request the request, whose body can still be read
 */
record DigestedRequest(HttpServletRequest request, String digest) {

  private static final int LARGEST_BODY = 1 << 20;
  private static final int BUFFER_BYTES = 1 << 16;

  static DigestedRequest of(HttpServletRequest request) throws IOException, ServletException {
    MessageDigest sha256 = sha256();
    text(sha256, request.getMethod());
    text(sha256, request.getRequestURI());
    text(sha256, request.getQueryString());
    if (isMultipart(request)) {
      for (Part part : request.getParts()) {
        part(sha256, part);
      }
      return new DigestedRequest(request, hex(sha256));
    }
    byte[] body = body(request);
    text(sha256, request.getContentType());
    sha256.update(body);
    return new DigestedRequest(new RepeatableRequest(request, body), hex(sha256));
  }

  private static boolean isMultipart(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/");
  }

  private static byte[] body(HttpServletRequest request) throws IOException {
    byte[] body = request.getInputStream().readNBytes(LARGEST_BODY + 1);
    if (body.length > LARGEST_BODY) {
      throw new RefusedRequestException(
          ProblemCode.CONTENT_TOO_LARGE,
          "the body has more than %d bytes, the most that can be sent with an Idempotency-Key"
              .formatted(LARGEST_BODY));
    }
    return body;
  }

  private static void part(MessageDigest sha256, Part part) throws IOException {
    text(sha256, part.getName());
    text(sha256, part.getSubmittedFileName());
    text(sha256, part.getContentType());
    text(sha256, Long.toString(part.getSize()));
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream bytes = part.getInputStream()) {
      for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
        sha256.update(buffer, 0, read);
      }
    }
  }

  /** Each text goes in with its length, so that none can pass for two. */
  private static void text(MessageDigest sha256, @Nullable String text) {
    byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    sha256.update((bytes.length + (text == null ? "-" : "+")).getBytes(StandardCharsets.UTF_8));
    sha256.update(bytes);
  }

  private static String hex(MessageDigest sha256) {
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
