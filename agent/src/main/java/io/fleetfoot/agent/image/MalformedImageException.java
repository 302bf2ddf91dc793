package io.fleetfoot.agent.image;

/** Says that a kernel image is not what it should be, and at which byte. */
public class MalformedImageException extends RuntimeException {

  private final long offset;
  private final String reason;

  /** Takes the offset in the file and the reason: what was found, what was wanted. */
  public MalformedImageException(long offset, String reason) {
    super("%s (at offset 0x%x)".formatted(reason, offset));
    this.offset = offset;
    this.reason = reason;
  }

  /** Returns the offset of the byte that is wrong. */
  public long offset() {
    return offset;
  }

  /** Returns the same about a file in which the image is a {@code part} that begins at start. */
  MalformedImageException within(String part, long start) {
    var whole = new MalformedImageException(start + offset, part + ": " + reason);
    whole.initCause(this);
    return whole;
  }

  /** Returns the same about a file in which the image is a {@code part} that is packed. */
  MalformedImageException packedIn(String part, long start) {
    var whole =
        new MalformedImageException(
            start,
            "the %s does not unpack to a cpio archive: at 0x%x of what it unpacks to, %s"
                .formatted(part, offset, reason));
    whole.initCause(this);
    return whole;
  }
}
