package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.memory.AddressRange;
import java.security.MessageDigest;

/**
 * SHA-256 of what was staged at a place.
 *
 * <p>The digest of a relocated kernel tells where its text lies. It is not in {@code toString}, and
 * whoever keeps {@link #bytes()} keeps a secret.
 */
public final class SegmentDigest {

  private final AddressRange range;
  private final byte[] bytes;

  /** Takes the range that was hashed and the 32 bytes of its digest. */
  public SegmentDigest(AddressRange range, byte[] bytes) {
    if (bytes.length != 32) {
      throw new IllegalArgumentException(
          "digest has %d bytes, expected the 32 of SHA-256".formatted(bytes.length));
    }
    this.range = range;
    this.bytes = bytes.clone();
  }

  /** Returns the physical addresses that were hashed. */
  public AddressRange range() {
    return range;
  }

  /** Returns a copy of the 32 bytes, which must never be logged, sent or left readable. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Returns whether both are of the same range and bytes. */
  public boolean matches(SegmentDigest other) {
    return range.equals(other.range) && MessageDigest.isEqual(bytes, other.bytes);
  }

  /** Shows the range alone. */
  @Override
  public String toString() {
    return "SegmentDigest[" + range + "]";
  }
}
