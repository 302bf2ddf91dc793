package io.fleetfoot.agent.image.testing;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.lzo.LzoCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Adler32;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.FilterOptions;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;
import org.tukaani.xz.X86Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/** Packs kernels in every way a bzImage's payload is packed. */
public final class SyntheticPayload {

  /** The ways there are. */
  public static final List<String> FORMATS =
      List.of("gzip", "lz4", "zstd", "bzip2", "lzma", "xz", "lzo");

  private static final int LZ4_BLOCK = 8 << 20;
  private static final int LZO_BLOCK = 256 << 10;

  private SyntheticPayload() {}

  /** Returns a payload with its size trailer, as the kernel's build packs it. */
  public static byte[] pack(String format, byte[] kernel) throws IOException {
    return switch (format) {
      case "gzip" -> gzip(kernel);
      case "lz4" -> SyntheticKernel.withTrailer(lz4(kernel), kernel.length);
      case "zstd" -> SyntheticKernel.withTrailer(Zstd.compress(kernel, 3), kernel.length);
      case "bzip2" -> SyntheticKernel.withTrailer(bzip2(kernel), kernel.length);
      case "lzma" -> SyntheticKernel.withTrailer(lzma(kernel), kernel.length);
      case "xz" ->
          SyntheticKernel.withTrailer(
              xz(kernel, new X86Options(), new LZMA2Options(0)), kernel.length);
      case "lzo" -> SyntheticKernel.withTrailer(lzo(kernel), kernel.length);
      default -> throw new IllegalArgumentException(format);
    };
  }

  private static byte[] bzip2(byte[] kernel) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (BZip2CompressorOutputStream stream = new BZip2CompressorOutputStream(packed, 1)) {
      stream.write(kernel);
    }
    return packed.toByteArray();
  }

  private static byte[] lzma(byte[] kernel) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (LZMAOutputStream stream =
        new LZMAOutputStream(packed, new LZMA2Options(0), kernel.length)) {
      stream.write(kernel);
    }
    return packed.toByteArray();
  }

  private static byte[] xz(byte[] kernel, FilterOptions... filters) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (XZOutputStream stream = new XZOutputStream(packed, filters, XZ.CHECK_CRC32)) {
      stream.write(kernel);
    }
    return packed.toByteArray();
  }

  // as lzop 1.04 writes it: version 0x1040, no name, an Adler-32 of each unpacked block
  private static byte[] lzo(byte[] kernel) {
    LzoCompressor compressor = new LzoCompressor();
    ByteBuffer file = ByteBuffer.allocate(2 * kernel.length + 1024);
    file.put(new byte[] {(byte) 0x89, 'L', 'Z', 'O', 0, '\r', '\n', 0x1a, '\n'});
    file.putShort((short) 0x1040).putShort((short) 0x20a0).putShort((short) 0x940);
    file.put((byte) 3).put((byte) 9).putInt(1).putInt(0100644).putLong(0).put((byte) 0).putInt(0);
    for (int at = 0; at < kernel.length; at += LZO_BLOCK) {
      int length = Math.min(LZO_BLOCK, kernel.length - at);
      byte[] block = new byte[compressor.maxCompressedLength(length)];
      int packed = compressor.compress(kernel, at, length, block, 0, block.length);
      boolean stored = packed >= length;
      Adler32 checksum = new Adler32();
      checksum.update(kernel, at, length);
      file.putInt(length).putInt(stored ? length : packed).putInt((int) checksum.getValue());
      file.put(stored ? kernel : block, stored ? at : 0, stored ? length : packed);
    }
    file.putInt(0);
    return Arrays.copyOf(file.array(), file.position());
  }

  private static byte[] gzip(byte[] kernel) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream stream = new GZIPOutputStream(packed)) {
      stream.write(kernel);
    }
    return packed.toByteArray();
  }

  private static byte[] lz4(byte[] kernel) {
    Lz4Compressor compressor = new Lz4Compressor();
    ByteBuffer frame = ByteBuffer.allocate(2 * kernel.length + 1024).order(ByteOrder.LITTLE_ENDIAN);
    frame.putInt(0x184c2102);
    for (int at = 0; at < kernel.length; at += LZ4_BLOCK) {
      int length = Math.min(LZ4_BLOCK, kernel.length - at);
      byte[] block = new byte[compressor.maxCompressedLength(length)];
      int packed = compressor.compress(kernel, at, length, block, 0, block.length);
      frame.putInt(packed).put(block, 0, packed);
    }
    return Arrays.copyOf(frame.array(), frame.position());
  }
}
