package io.fleetfoot.agent.image;

/** Says that a kernel image is not what it should be, and at which byte. */
public class MalformedImageException extends RuntimeException {

  private final long offset;

  /** Takes the offset in the file and the reason: what was found, what was wanted. */
  public MalformedImageException(long offset, String reason) {
    super("%s (at offset 0x%x)".formatted(reason, offset));
    this.offset = offset;
  }

  /** Returns the offset of the byte that is wrong. */
  public long offset() {
    return offset;
  }
}
