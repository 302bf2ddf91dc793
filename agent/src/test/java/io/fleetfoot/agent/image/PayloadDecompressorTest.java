package io.fleetfoot.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.lz4.Lz4Compressor;
import io.fleetfoot.agent.image.testing.SyntheticKernel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadDecompressorTest {

  private static final int LZ4_BLOCK = 8 << 20;

  @TempDir private Path directory;

  // more than one lz4 block, half of it noise
  private final byte[] kernel = kernel(LZ4_BLOCK + 12345);

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "lz4", "zstd"})
  void unpacksWhatWasPacked(String format) throws IOException {
    Path destination = directory.resolve("vmlinux");
    long length = PayloadDecompressor.decompress(image(pack(format, kernel)), destination);
    assertThat(length).isEqualTo(kernel.length);
    assertThat(Files.readAllBytes(destination)).isEqualTo(kernel);
    assertThat(files()).containsExactly("vmlinux");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "lz4", "zstd"})
  void refusesMoreThanTheSizeTrailerSays(String format) throws IOException {
    byte[] payload = pack(format, kernel);
    setTrailer(payload, kernel.length - 1);
    assertRefused(payload);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "lz4", "zstd"})
  void refusesLessThanTheSizeTrailerSays(String format) throws IOException {
    byte[] payload = pack(format, kernel);
    setTrailer(payload, kernel.length + 1);
    assertRefused(payload);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "lz4", "zstd"})
  void refusesTruncatedPayload(String format) throws IOException {
    byte[] payload = pack(format, kernel);
    byte[] truncated = Arrays.copyOf(payload, payload.length / 2);
    setTrailer(truncated, kernel.length);
    assertRefused(truncated);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "lz4", "zstd"})
  void leavesAWholeFileOrNoneForADamagedPayload(String format) throws IOException {
    byte[] payload = pack(format, kernel);
    for (int i = 4; i < 40; i++) {
      byte[] damaged = payload.clone();
      damaged[i] ^= (byte) 0xff;
      Path destination = directory.resolve("vmlinux");
      try {
        long length = PayloadDecompressor.decompress(image(damaged), destination);
        assertThat(length).isEqualTo(kernel.length);
        Files.delete(destination);
      } catch (MalformedImageException expected) {
        assertThat(files()).isEmpty();
      }
    }
  }

  @Test
  void refusesGzipWithAWrongChecksum() throws IOException {
    byte[] payload = pack("gzip", kernel);
    payload[payload.length - 5] ^= 1;
    assertThat(assertRefused(payload)).contains("checksum");
  }

  @Test
  void refusesABombBeforeUnpackingIt() throws IOException {
    byte[] payload = pack("gzip", kernel);
    setTrailer(payload, -1);
    assertThat(assertRefused(payload)).contains("the size trailer says 4294967295 bytes");
  }

  @Test
  void namesTheFormatItDoesNotUnpack() throws IOException {
    byte[] xz = {(byte) 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 0, 16, 0, 0, 0};
    assertThat(assertRefused(xz)).contains("packed with XZ, expected gzip, lz4 or zstd");
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
      default -> throw new IllegalArgumentException(format);
    };
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
