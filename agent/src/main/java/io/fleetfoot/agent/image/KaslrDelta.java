package io.fleetfoot.agent.image;

import java.util.random.RandomGenerator;

/**
 * How far the kernel text is moved from the virtual address it was linked for.
 *
 * <p>The number is a secret of the next kernel: it has no accessor outside of this room and is not
 * in {@code toString}. The digest of a relocated image gives it away as well.
 */
public final class KaslrDelta {

  /** Leaves the text where it was linked, as {@code nokaslr} demands. */
  public static final KaslrDelta NONE = new KaslrDelta(0);

  private final long bytes;

  KaslrDelta(long bytes) {
    this.bytes = bytes;
  }

  /**
   * Draws a delta for {@code kernel} from {@code random}, which must be cryptographically strong;
   * {@link #NONE} if the kernel carries no relocations.
   */
  public static KaslrDelta draw(FlatKernel kernel, RandomGenerator random) {
    throw new UnsupportedOperationException();
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
