package io.fleetfoot.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.lzo.LzoCompressor;
import io.fleetfoot.agent.image.testing.SyntheticKernel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Adler32;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.FilterOptions;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;
import org.tukaani.xz.X86Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

class PayloadDecompressorTest {

  private static final int LZ4_BLOCK = 8 << 20;
  private static final int LZO_BLOCK = 256 << 10;
  private static final int LZOP_HEADER = 38;

  @TempDir private Path directory;

  // more than one lz4 block, half of it noise
  private final byte[] kernel = kernel(LZ4_BLOCK + 12345);
  private final byte[] small = kernel(300_000);

  @ParameterizedTest
  @MethodSource("formats")
  void unpacksWhatWasPacked(String format) throws IOException {
    Path destination = directory.resolve("vmlinux");
    long length = PayloadDecompressor.decompress(image(pack(format, kernel)), destination);
    assertThat(length).isEqualTo(kernel.length);
    assertThat(Files.readAllBytes(destination)).isEqualTo(kernel);
    assertThat(files()).containsExactly("vmlinux");
  }

  @ParameterizedTest
  @MethodSource("formats")
  void refusesMoreThanTheSizeTrailerSays(String format) throws IOException {
    byte[] payload = pack(format, small);
    setTrailer(payload, small.length - 1);
    assertRefused(payload);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void refusesLessThanTheSizeTrailerSays(String format) throws IOException {
    byte[] payload = pack(format, small);
    setTrailer(payload, small.length + 1);
    assertRefused(payload);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void refusesTruncatedPayload(String format) throws IOException {
    byte[] payload = pack(format, small);
    byte[] truncated = Arrays.copyOf(payload, payload.length / 2);
    setTrailer(truncated, small.length);
    assertRefused(truncated);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void leavesAWholeFileOrNoneForADamagedPayload(String format) throws IOException {
    byte[] payload = pack(format, small);
    for (int i = 4; i < 40; i++) {
      byte[] damaged = payload.clone();
      damaged[i] ^= (byte) 0xff;
      Path destination = directory.resolve("vmlinux");
      try {
        long length = PayloadDecompressor.decompress(image(damaged), destination);
        assertThat(length).isEqualTo(small.length);
        Files.delete(destination);
      } catch (MalformedImageException expected) {
        assertThat(files()).isEmpty();
      }
    }
  }

  @Test
  void takesAKernelThatIsNotPackedWithAndWithoutASizeTrailer() throws IOException {
    byte[] elf = SyntheticKernel.elf(0, 0);
    for (byte[] payload : List.of(elf, SyntheticKernel.withTrailer(elf, elf.length))) {
      Path destination = directory.resolve("vmlinux-" + payload.length);
      assertThat(PayloadDecompressor.decompress(image(payload), destination)).isEqualTo(elf.length);
      assertThat(Files.readAllBytes(destination)).isEqualTo(elf);
    }
  }

  @Test
  void refusesGzipWithAWrongChecksum() throws IOException {
    byte[] payload = pack("gzip", small);
    payload[payload.length - 5] ^= 1;
    assertThat(assertRefused(payload)).contains("checksum");
  }

  @Test
  void refusesABombBeforeUnpackingIt() throws IOException {
    byte[] payload = pack("gzip", small);
    setTrailer(payload, -1);
    assertThat(assertRefused(payload)).contains("the size trailer says 4294967295 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lzma", "xz"})
  void refusesADictionaryThatTheHeapHasNoRoomFor(String format) throws IOException {
    byte[] payload = pack(format, small);
    StreamedPayload bounded =
        new StreamedPayload(ByteBuffer.wrap(payload), 7, ByteBuffer.allocate(small.length), 100);

    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> bounded.unpack(Compression.valueOf(format.toUpperCase(Locale.ROOT))))
        .withMessageContaining("KiB of heap, 100 KiB are left; give the agent a larger -Xmx");
  }

  @Test
  void unpacksLzmaWithoutASizeInItsHeader() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (LZMAOutputStream stream = new LZMAOutputStream(packed, new LZMA2Options(0), -1)) {
      stream.write(small);
    }
    byte[] payload = SyntheticKernel.withTrailer(packed.toByteArray(), small.length);

    Path destination = directory.resolve("vmlinux");
    PayloadDecompressor.decompress(image(payload), destination);

    assertThat(Files.readAllBytes(destination)).isEqualTo(small);
  }

  @Test
  void refusesAnLzoBlockWithAWrongChecksum() throws IOException {
    byte[] payload = pack("lzo", small);
    payload[LZOP_HEADER + 8] ^= 1;
    assertThat(assertRefused(payload)).contains("an lzo block's checksum is");
  }

  @Test
  void refusesUnknownMagic() throws IOException {
    assertThat(assertRefused(new byte[16])).contains("magic of no known compression");
  }

  @Test
  void refusesPayloadWithoutTrailer() throws IOException {
    assertThat(assertRefused(new byte[] {0x1f, (byte) 0x8b, 8})).contains("no size trailer");
  }

  @Test
  void keepsAnOlderFileWhenThePayloadIsDamaged() throws IOException {
    Path destination = Files.writeString(directory.resolve("vmlinux"), "older");
    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> PayloadDecompressor.decompress(image(new byte[16]), destination));
    assertThat(destination).hasContent("older");
  }

  private String assertRefused(byte[] payload) throws IOException {
    BzImage image = image(payload);
    Path destination = directory.resolve("refused");
    try {
      PayloadDecompressor.decompress(image, destination);
    } catch (MalformedImageException refusal) {
      assertThat(files()).isEmpty();
      assertThat(refusal.offset()).isGreaterThanOrEqualTo(image.payloadOffset());
      return refusal.getMessage();
    }
    throw new AssertionError("the payload was unpacked");
  }

  private Stream<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList().stream();
    }
  }

  // mapped, as the agent does it: zstd takes no buffer on the heap
  private static BzImage image(byte[] payload) throws IOException {
    Path file = Files.createTempFile("bzImage", null);
    try {
      Files.write(file, SyntheticKernel.bzImage(payload));
      try (FileChannel channel = FileChannel.open(file)) {
        return BzImage.parse(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
      }
    } finally {
      Files.delete(file);
    }
  }

  private static byte[] pack(String format, byte[] kernel) throws IOException {
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

  private static List<String> formats() {
    return List.of("gzip", "lz4", "zstd", "bzip2", "lzma", "xz", "lzo");
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

  private static byte[] kernel(int length) {
    byte[] kernel = new byte[length];
    new Random(7).nextBytes(kernel);
    Arrays.fill(kernel, length / 4, length * 3 / 4, (byte) 5);
    return kernel;
  }

  private static void setTrailer(byte[] payload, int size) {
    ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).putInt(payload.length - 4, size);
  }
}
