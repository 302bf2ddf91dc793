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
    Running running = new Running(range);
    running.update(bytes.duplicate());
    return running.finish();
  }

  /** The checksums of bytes that come one piece after the other. */
  static final class Running {
    private final AddressRange range;
    private final CRC32C[] streams = {new CRC32C(), new CRC32C(), new CRC32C()};
    private long done;

    Running(AddressRange range) {
      this.range = range;
    }

    /** Takes the next bytes. */
    void update(ByteBuffer bytes) {
      long each = (long) words(range) * WORD;
      while (bytes.hasRemaining()) {
        int stream = each == 0 ? STREAMS - 1 : (int) Math.min(done / each, STREAMS - 1);
        boolean last = stream == STREAMS - 1;
        long left = last ? bytes.remaining() : (stream + 1) * each - done;
        int length = (int) Math.min(left, bytes.remaining());
        streams[stream].update(bytes.slice(bytes.position(), length));
        bytes.position(bytes.position() + length);
        done += length;
      }
    }

    /** Returns the checksums of all of them, refusing more or fewer than the range has. */
    RangeCrc finish() {
      if (done != range.size() || done == 0) {
        throw new IllegalArgumentException(
            "%d bytes, expected as many as there are in %s".formatted(done, range));
      }
      int[] values = new int[STREAMS];
      for (int i = 0; i < STREAMS; i++) {
        values[i] = (int) streams[i].getValue();
      }
      return new RangeCrc(range, values);
    }
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
