package io.fleetfoot.service.api;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request whose small body is read once, when it is asked for, and can be read again. */
final class BufferedRequest extends HttpServletRequestWrapper {

  /** No more than an agent has to say: facts, a command line of 4 KiB, a dozen phases. */
  static final int MOST_BYTES = 1 << 18;

  private byte @Nullable [] body;

  BufferedRequest(HttpServletRequest request) {
    super(request);
  }

  /**
   * Returns the whole body.
   *
   * @throws BodyTooLargeException if it is longer than 256 KiB; the rest is not read
   */
  byte[] body() throws IOException {
    if (body == null) {
      if (getContentLengthLong() > MOST_BYTES) {
        throw new BodyTooLargeException(MOST_BYTES);
      }
      byte[] read = getRequest().getInputStream().readNBytes(MOST_BYTES + 1);
      if (read.length > MOST_BYTES) {
        throw new BodyTooLargeException(MOST_BYTES);
      }
      body = read;
    }
    return body;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    return new BodyStream(body());
  }

  @Override
  public BufferedReader getReader() throws IOException {
    String encoding = Optional.ofNullable(getCharacterEncoding()).orElse("UTF-8");
    return new BufferedReader(new InputStreamReader(getInputStream(), encoding));
  }
}
