package io.fleetfoot.agent.image;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.SingleXZInputStream;

/** A packed cpio archive of an initrd, unpacked as the kernel does it (lib/decompress_*.c). */
final class PackedArchive {

  private static final int CHUNK = 64 << 10;
  private static final int GZIP_HEADER = 10;
  private static final int GZIP_NAME = 0x08;
  private static final int GZIP_OTHERS = 0x16; // what lib/decompress_inflate.c does not skip
  private static final int GZIP_TRAILER = 8;
  private static final int LZ4_MAGIC = 0x184c2102;
  private static final int LZ4_BLOCK = 8 << 20;
  private static final int LZO_BLOCK = 256 << 10; // LZO_BLOCK_SIZE, lib/decompress_unlzo.c
  private static final int XZ_CHECK = 7;
  private static final int XZ_CRC32 = 1;

  private final ByteBuffer packed;
  private final long offset;
  private final Compression compression;
  private final CpioReader content = new CpioReader(0);

  /** Takes what begins with the archive, and where that lies in the initrd. */
  PackedArchive(ByteBuffer packed, long offset, Compression compression) {
    this.packed = packed.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.offset = offset;
    this.compression = compression;
  }

  /** Returns how many files, directories and the like there were. */
  int entries() {
    return content.entries();
  }

  /**
   * Unpacks it and returns its length in bytes.
   *
   * @throws MalformedImageException if it is damaged, ends early, or unpacks to anything but whole
   *     cpio archives
   */
  int unpack() {
    switch (compression) {
      case GZIP -> gunzip();
      case LZ4 -> lz4();
      case LZO -> lzo();
      case ZSTD -> zstd();
      case BZIP2, LZMA, XZ -> stream(packed);
      case NONE -> throw new IllegalArgumentException("what is not packed is not unpacked");
    }
    try {
      content.end(true);
    } catch (MalformedImageException e) {
      throw e.packedIn(name() + " archive", offset);
    }
    return packed.position();
  }

  private void take(ByteBuffer unpacked) {
    try {
      content.take(unpacked);
      if (unpacked.hasRemaining()) {
        throw new MalformedImageException(
            content.at(),
            "found 0x%02x, wanted a cpio entry".formatted(unpacked.get(unpacked.position())));
      }
    } catch (MalformedImageException e) {
      throw e.packedIn(name() + " archive", offset);
    }
  }

  private void gunzip() {
    packed.position(gzipBody());
    var inflater = new Inflater(true);
    var checksum = new CRC32();
    try {
      inflater.setInput(packed);
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      while (!inflater.finished()) {
        if (inflater.inflate(chunk.clear()) == 0 && !inflater.finished()) {
          throw endsEarly();
        }
        checksum.update(chunk.flip());
        take(chunk.rewind());
      }
    } catch (DataFormatException e) {
      throw damaged(String.valueOf(e.getMessage()));
    } finally {
      inflater.end();
    }
    if (packed.remaining() < GZIP_TRAILER) {
      throw endsEarly();
    }
    long wanted = Integer.toUnsignedLong(packed.getInt());
    packed.getInt();
    if (wanted != checksum.getValue()) {
      throw damaged(
          "its checksum is 0x%08x, its trailer says 0x%08x".formatted(checksum.getValue(), wanted));
    }
  }

  private int gzipBody() {
    var bytes = new Bytes(packed);
    int flags = bytes.u8(3, "gzip flags");
    if ((flags & GZIP_OTHERS) != 0) {
      throw damaged(
          "its header has fields beside a name (flags 0x%02x), which kernels do not skip; pack it by gzip -n"
              .formatted(flags));
    }
    int at = GZIP_HEADER;
    if ((flags & GZIP_NAME) != 0) {
      while (at < packed.limit() && packed.get(at) != 0) {
        at++;
      }
      at++;
    }
    if (at > packed.limit()) {
      packed.position(packed.limit());
      throw endsEarly();
    }
    return at;
  }

  /** Legacy frames: they end where the initrd does, or at a block of length zero. */
  private void lz4() {
    var decompressor = new Lz4Decompressor();
    ByteBuffer block = ByteBuffer.allocateDirect(LZ4_BLOCK);
    packed.position(Integer.BYTES);
    while (packed.remaining() >= Integer.BYTES && packed.getInt(packed.position()) != 0) {
      int length = packed.getInt();
      if (length == LZ4_MAGIC) {
        continue;
      }
      if (length < 0 || length > packed.remaining()) {
        throw damaged(
            "a block of %s bytes is announced, %d are left; it ends early"
                .formatted(Integer.toUnsignedString(length), packed.remaining()));
      }
      try {
        decompressor.decompress(packed.slice(packed.position(), length), block.clear());
      } catch (MalformedInputException | IllegalArgumentException e) {
        throw damaged(String.valueOf(e.getMessage()));
      }
      take(block.flip());
      packed.position(packed.position() + length);
    }
  }

  private void lzo() {
    ByteBuffer block = ByteBuffer.allocateDirect(LZO_BLOCK);
    int length = new LzopPayload(packed, offset, block).unpack(this::take);
    packed.position(length);
  }

  private void zstd() {
    long length = Zstd.findFrameCompressedSize(direct(packed));
    if (Zstd.isError(length)) {
      throw damaged(Zstd.getErrorName(length) + "; it may end early");
    }
    stream(packed.slice(0, (int) length));
    packed.position((int) length);
  }

  private static ByteBuffer direct(ByteBuffer bytes) {
    return bytes.isDirect()
        ? bytes.slice()
        : ByteBuffer.allocateDirect(bytes.remaining()).put(bytes.slice()).flip();
  }

  private void stream(ByteBuffer bytes) {
    try (InputStream decoder = decoder(new BufferStream(bytes))) {
      byte[] chunk = new byte[CHUNK];
      for (int read = decoder.read(chunk); read >= 0; read = decoder.read(chunk)) {
        take(ByteBuffer.wrap(chunk, 0, read).slice());
      }
    } catch (MemoryLimitException e) {
      throw new MalformedImageException(
          offset,
          "unpacking %s needs %d KiB of heap, %d KiB are left; give java a larger -Xmx"
              .formatted(name(), e.getMemoryNeeded(), e.getMemoryLimit()));
    } catch (EOFException e) {
      throw endsEarly();
    } catch (IOException | IndexOutOfBoundsException e) {
      // the latter is how bzip2's decoder finds tables that no encoder writes
      packed.position(compression == Compression.ZSTD ? 0 : packed.position());
      throw damaged(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }
  }

  private InputStream decoder(InputStream bytes) throws IOException {
    return switch (compression) {
      case BZIP2 -> new BZip2CompressorInputStream(bytes);
      case LZMA -> new LZMAInputStream(bytes, StreamedPayload.heapLeft());
      case XZ -> {
        requireXzCheck();
        yield new SingleXZInputStream(bytes, StreamedPayload.heapLeft());
      }
      case ZSTD -> new ZstdInputStreamNoFinalizer(bytes);
      case GZIP, LZ4, LZO, NONE ->
          throw new IllegalArgumentException(compression + " is not unpacked as a stream");
    };
  }

  // xz_dec_stream.c: "we support only none (Check ID = 0) and CRC32 (Check ID = 1)"
  private void requireXzCheck() {
    int check = new Bytes(packed).u8(XZ_CHECK, "xz stream flags");
    if (check > XZ_CRC32) {
      throw new MalformedImageException(
          offset + XZ_CHECK,
          "the xz archive has checks of type %d, which kernels cannot make; pack it by xz --check=crc32"
              .formatted(check));
    }
  }

  private String name() {
    return compression.name().toLowerCase(Locale.ROOT);
  }

  private MalformedImageException endsEarly() {
    return new MalformedImageException(
        offset + packed.position(), "the %s archive ends early".formatted(name()));
  }

  private MalformedImageException damaged(String how) {
    return new MalformedImageException(
        offset + packed.position(), "the %s archive is damaged: %s".formatted(name(), how));
  }
}
