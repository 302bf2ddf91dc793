package io.fleetfoot.agent.image;

/**
 * How far the kernel text is moved from the virtual address it was linked for.
 *
 * <p>The number is a secret of the next kernel: it has no accessor outside of this room and is not
 * in {@code toString}. {@link FlatKernel#drawDelta} draws one. The digest of a relocated image
 * gives it away as well.
 */
public final class KaslrDelta {

  /** Leaves the text where it was linked, as {@code nokaslr} demands. */
  public static final KaslrDelta NONE = new KaslrDelta(0);

  private final long bytes;

  KaslrDelta(long bytes) {
    this.bytes = bytes;
  }

  long bytes() {
    return bytes;
  }

  /** Says nothing about the delta. */
  @Override
  public String toString() {
    return "KaslrDelta[hidden]";
  }
}
