package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checksums of what lies in a range, as three streams: a processor works on three at a time.
 *
 * <p>The first two streams are a third of the range each, in whole eight bytes; the third has the
 * rest. The checksums of a relocated kernel tell where its text lies, so they are not in {@code
 * toString}.
 */
final class RangeCrc {
  private static final int STREAMS = 3;
  private static final int WORD = Long.BYTES;

  private final AddressRange range;
  private final int[] values;

  private RangeCrc(AddressRange range, int[] values) {
    this.range = range;
    this.values = values;
  }

  /** Computes the checksums of {@code bytes}, which are to lie in {@code range}. */
  static RangeCrc of(AddressRange range, ByteBuffer bytes) {
    if (range.size() != bytes.remaining() || !bytes.hasRemaining()) {
      throw new IllegalArgumentException(
          "%d bytes, expected as many as there are in %s".formatted(bytes.remaining(), range));
    }
    int stream = words(range) * WORD;
    return new RangeCrc(
        range,
        new int[] {
          crc(bytes, 0, stream),
          crc(bytes, stream, stream),
          crc(bytes, 2 * stream, bytes.remaining() - 2 * stream)
        });
  }

  private static int crc(ByteBuffer bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(bytes.position() + from, length));
    return (int) crc.getValue();
  }

  private static int words(AddressRange range) {
    return (int) (range.size() / WORD / STREAMS);
  }

  /** Returns what the checksums are of. */
  AddressRange range() {
    return range;
  }

  /** Returns how many eight bytes each stream has. */
  int words() {
    return words(range);
  }

  /** Returns how many bytes the third stream has behind its last eight, up to 23. */
  int tail() {
    return (int) range.size() - STREAMS * words() * WORD;
  }

  /** Returns the CRC-32C of a stream, 0 to 2. */
  int value(int stream) {
    return values[stream];
  }

  /** Shows the range alone. */
  @Override
  public String toString() {
    return "RangeCrc[" + range + "]";
  }
}
