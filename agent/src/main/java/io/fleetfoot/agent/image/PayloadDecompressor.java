package io.fleetfoot.agent.image;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Takes the ELF kernel out of a bzImage, without holding it in the Java heap.
 *
 * <p>The payload ends with its unpacked size, so the destination is mapped at exactly that size and
 * nothing can unpack to more.
 */
public final class PayloadDecompressor {

  // KERNEL_IMAGE_SIZE, arch/x86/include/asm/page_64_types.h: no kernel is linked for more
  private static final long LARGEST_KERNEL = 1L << 30;
  private static final int TRAILER = Integer.BYTES;
  private static final int LZ4_MAGIC = 0x184c2102;
  private static final int LZ4_BLOCK = 8 << 20;
  private static final int CHUNK = 64 << 10;

  private final ByteBuffer packed;
  private final long offset;
  private final ByteBuffer unpacked;

  private PayloadDecompressor(ByteBuffer packed, long offset, ByteBuffer unpacked) {
    this.packed = packed;
    this.offset = offset;
    this.unpacked = unpacked;
  }

  /**
   * Writes the kernel packed in {@code image} to {@code destination}, which is there as a whole or
   * not at all, and returns its length in bytes. Beside it a file of the same name with {@code
   * .partial} behind it comes and goes.
   *
   * @param pages keeps what is unpacked from staying in memory: it is in the file
   * @throws MalformedImageException if the format is not supported, the data is damaged, or its
   *     length is not what the size trailer says
   */
  public static long decompress(BzImage image, Path destination, PageRelease pages)
      throws IOException {
    ByteBuffer payload = image.payload();
    Compression compression = compression(payload, image.payloadOffset());
    long size =
        compression == Compression.NONE
            ? plainSize(payload)
            : unpackedSize(payload, image.payloadOffset());
    Path partial = destination.resolveSibling(destination.getFileName() + ".partial");
    try {
      try (FileChannel file = create(partial)) {
        reserve(file, size);
        MappedByteBuffer unpacked = file.map(MapMode.READ_WRITE, 0, size);
        try (var sweep = PageSweep.over(unpacked, pages)) {
          new PayloadDecompressor(payload, image.payloadOffset(), unpacked).run(compression);
        }
        file.force(true);
      }
      Files.move(partial, destination, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
    return size;
  }

  private static Compression compression(ByteBuffer payload, long offset) {
    return Compression.of(payload)
        .orElseThrow(
            () ->
                new MalformedImageException(
                    offset, "the payload begins with the magic of no known compression"));
  }

  // A trailer after bytes that are not packed is told by its value: it can be no relocation.
  private static long plainSize(ByteBuffer payload) {
    int before = payload.limit() - TRAILER;
    return before >= TRAILER && payload.getInt(before) == before ? before : payload.limit();
  }

  private static long unpackedSize(ByteBuffer payload, long offset) {
    int at = payload.limit() - TRAILER;
    if (at < TRAILER) {
      throw new MalformedImageException(
          offset, "the payload of %d bytes has no size trailer".formatted(payload.limit()));
    }
    long size = Integer.toUnsignedLong(payload.getInt(at));
    if (size == 0 || size > LARGEST_KERNEL) {
      throw new MalformedImageException(
          offset + at,
          "the size trailer says %d bytes, expected 1 to %d".formatted(size, LARGEST_KERNEL));
    }
    return size;
  }

  private static FileChannel create(Path path) throws IOException {
    return FileChannel.open(
        path,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  // a full disk shall be an IOException here, not a SIGBUS in the middle of the mapping
  private static void reserve(FileChannel file, long size) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK);
    for (long left = size; left > 0; left -= zeros.limit()) {
      zeros.clear().limit((int) Math.min(left, CHUNK));
      while (zeros.hasRemaining()) {
        file.write(zeros);
      }
    }
  }

  private void run(Compression compression) {
    switch (compression) {
      case GZIP -> gunzip();
      case LZ4 -> unpackLz4();
      case ZSTD -> unpackZstd();
      case BZIP2, LZMA, XZ -> {
        new StreamedPayload(withoutTrailer(), offset, unpacked, StreamedPayload.heapLeft())
            .unpack(compression);
        requireWhole(unpacked.position());
      }
      case NONE -> unpacked.put(0, packed, 0, unpacked.capacity());
      case LZO -> {
        new LzopPayload(withoutTrailer(), offset, unpacked).unpack();
        requireWhole(unpacked.position());
      }
    }
  }

  private ByteBuffer withoutTrailer() {
    return packed.slice(0, packed.limit() - TRAILER);
  }

  private void unpackZstd() {
    // In one go from mapping to mapping: unlike a stream this needs no window, of up to 128 MiB.
    int length = packed.limit() - TRAILER;
    try {
      requireWhole(
          Zstd.decompressDirectByteBuffer(unpacked, 0, unpacked.capacity(), packed, 0, length));
    } catch (ZstdException e) {
      throw new MalformedImageException(
          offset, "the zstd payload is damaged or larger than it may be: " + e.getMessage());
    }
  }

  private void unpackLz4() {
    // lz4_Frame_format.md, "Legacy frame": magic, then blocks with their packed size before them
    Lz4Decompressor decompressor = new Lz4Decompressor();
    int end = packed.limit() - TRAILER;
    int at = Integer.BYTES;
    while (at < end) {
      int length = end - at < Integer.BYTES ? -1 : packed.getInt(at);
      at += Integer.BYTES;
      if (length == LZ4_MAGIC) {
        continue; // the next of several frames, one behind the other
      }
      if (length <= 0 || length > end - at) {
        throw new MalformedImageException(
            offset + at - Integer.BYTES,
            "an lz4 block of %s bytes, where %d are left"
                .formatted(Integer.toUnsignedString(length), Math.max(0, end - at)));
      }
      unpackLz4Block(decompressor, packed.slice(at, length), offset + at);
      at += length;
    }
    requireWhole(unpacked.position());
  }

  private void unpackLz4Block(Lz4Decompressor decompressor, ByteBuffer block, long blockOffset) {
    int room = Math.min(LZ4_BLOCK, unpacked.remaining());
    ByteBuffer target = unpacked.slice(unpacked.position(), room);
    try {
      decompressor.decompress(block, target);
    } catch (MalformedInputException | IllegalArgumentException e) {
      throw new MalformedImageException(
          blockOffset, "an lz4 block is damaged or larger than it may be: " + e.getMessage());
    }
    unpacked.position(unpacked.position() + target.position());
  }

  private void gunzip() {
    int body = gzipBody();
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed.slice(body, packed.limit() - body));
      CRC32 checksum = new CRC32();
      while (!inflater.finished()) {
        inflate(inflater, checksum, body);
      }
      int at = body + Math.toIntExact(inflater.getBytesRead());
      requireGzipTrailer(at, checksum);
    } finally {
      inflater.end();
    }
    requireWhole(unpacked.position());
  }

  private void inflate(Inflater inflater, CRC32 checksum, int body) {
    int before = unpacked.position();
    long readBefore = inflater.getBytesRead();
    try {
      inflater.inflate(unpacked);
    } catch (DataFormatException e) {
      throw new MalformedImageException(
          offset + body + inflater.getBytesRead(),
          "the gzip payload is damaged: " + e.getMessage());
    }
    checksum.update(unpacked.slice(before, unpacked.position() - before));
    boolean stuck = unpacked.position() == before && inflater.getBytesRead() == readBefore;
    if (stuck && !inflater.finished()) {
      throw new MalformedImageException(
          offset + body + readBefore,
          unpacked.hasRemaining()
              ? "the gzip payload ends early"
              : "the payload unpacks to more than its size trailer says");
    }
  }

  // RFC 1952 2.3
  private int gzipBody() {
    Bytes bytes = new Bytes(packed);
    int flags = bytes.u8(3, "gzip flags");
    int at = 10;
    if ((flags & 4) != 0) {
      at += 2 + bytes.u16(at, "gzip extra field");
    }
    for (int text = 8; text <= 16; text <<= 1) {
      if ((flags & text) != 0) {
        while (bytes.u8(at, "gzip name or comment") != 0) {
          at++;
        }
        at++;
      }
    }
    at += (flags & 2) != 0 ? 2 : 0;
    return Math.min(at, packed.limit());
  }

  private void requireGzipTrailer(int at, CRC32 checksum) {
    long wanted = new Bytes(packed).u32(at, "gzip checksum");
    if (wanted != checksum.getValue()) {
      throw new MalformedImageException(
          offset + at,
          "the gzip payload's checksum is 0x%08x, expected 0x%08x"
              .formatted(checksum.getValue(), wanted));
    }
  }

  private void requireWhole(long length) {
    if (length != unpacked.capacity()) {
      throw new MalformedImageException(
          offset + packed.limit() - TRAILER,
          "the payload unpacks to %d bytes, its size trailer says %d"
              .formatted(length, unpacked.capacity()));
    }
  }
}
