package io.fleetfoot.agent.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.SingleXZInputStream;

/**
 * Unpacks the formats whose decoders are streams: bzip2, lzma and xz (with the x86 BCJ filter that
 * kbuild uses). Their dictionary is what they need of the heap: up to 64 MiB for lzma, 32 MiB for
 * xz, 4 MiB for bzip2.
 */
final class StreamedPayload {

  // The .lzma header: properties, dictionary size, unpacked size (xz's doc/lzma-file-format.txt)
  private static final int LZMA_HEADER = 13;
  private static final int LZMA_SMALLEST_DICTIONARY = 4096;
  private static final long HEAP_HELD_BACK = 8L << 20;
  private static final int CHUNK = 64 << 10;

  private final ByteBuffer packed;
  private final long offset;
  private final ByteBuffer unpacked;
  private final int heapLimit;

  /**
   * Unpacks {@code packed}, which lies at {@code offset} of its file, into what remains of {@code
   * unpacked}, with a decoder of at most {@code heapLimit} KiB.
   */
  StreamedPayload(ByteBuffer packed, long offset, ByteBuffer unpacked, int heapLimit) {
    this.packed = packed.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.offset = offset;
    this.unpacked = unpacked;
    this.heapLimit = heapLimit;
  }

  /** Returns how many KiB of heap a decoder may have now. */
  static int heapLeft() {
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    return (int)
        Math.max(0, Math.min(1 << 20, (runtime.maxMemory() - used - HEAP_HELD_BACK) >> 10));
  }

  /**
   * @throws MalformedImageException if the data is damaged, unpacks to more than fits, or wants
   *     more heap than there is
   */
  void unpack(Compression compression) {
    try (InputStream decoder = decoder(compression)) {
      copy(decoder, compression);
    } catch (MemoryLimitException e) {
      throw new MalformedImageException(
          offset,
          "unpacking %s needs %d KiB of heap, %d KiB are left; give the agent a larger -Xmx"
              .formatted(compression, e.getMemoryNeeded(), e.getMemoryLimit()));
    } catch (IOException | IndexOutOfBoundsException e) {
      // the latter is how bzip2's decoder finds tables that no encoder writes
      throw new MalformedImageException(
          offset + packed.position(),
          "the %s payload is damaged: %s"
              .formatted(compression, e.getMessage() == null ? e : e.getMessage()));
    }
  }

  private InputStream decoder(Compression compression) throws IOException {
    InputStream bytes = new BufferStream(packed);
    return switch (compression) {
      case BZIP2 -> new BZip2CompressorInputStream(bytes);
      case XZ -> new SingleXZInputStream(bytes, heapLimit);
      case LZMA -> lzma(bytes);
      case GZIP, LZ4, ZSTD, LZO, NONE ->
          throw new IllegalArgumentException(compression + " is not unpacked as a stream");
    };
  }

  private InputStream lzma(InputStream bytes) throws IOException {
    if (packed.limit() < LZMA_HEADER) {
      throw new MalformedImageException(offset, "the lzma payload ends within its header");
    }
    byte properties = packed.get(0);
    long dictionary = Integer.toUnsignedLong(packed.getInt(1));
    long size = packed.getLong(5);
    packed.position(LZMA_HEADER);
    // no match reaches further back than what was unpacked: a larger dictionary is never used
    int needed =
        (int) Math.max(LZMA_SMALLEST_DICTIONARY, Math.min(dictionary, unpacked.remaining()));
    int memory = LZMAInputStream.getMemoryUsage(needed, properties);
    if (memory > heapLimit) {
      throw new MemoryLimitException(memory, heapLimit);
    }
    return new LZMAInputStream(bytes, size, properties, needed);
  }

  private void copy(InputStream decoder, Compression compression) throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (int read = decoder.read(chunk); read >= 0; read = decoder.read(chunk)) {
      if (read > unpacked.remaining()) {
        throw new MalformedImageException(
            offset + packed.position(),
            "the %s payload unpacks to more than its size trailer says".formatted(compression));
      }
      unpacked.put(chunk, 0, read);
    }
  }
}
