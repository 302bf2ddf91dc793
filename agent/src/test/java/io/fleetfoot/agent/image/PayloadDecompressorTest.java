package io.fleetfoot.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.image.testing.SyntheticKernel;
import io.fleetfoot.agent.image.testing.SyntheticPayload;
import io.fleetfoot.agent.linux.HostFiles;
import io.fleetfoot.agent.linux.LinuxHost;
import io.fleetfoot.agent.linux.TimestampCounter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;

class PayloadDecompressorTest {

  private static final PageRelease KEPT = mapped -> {};

  private static final int LZ4_BLOCK = 8 << 20;
  private static final int LZOP_HEADER = 38;

  @TempDir private Path directory;

  // more than one lz4 block, half of it noise
  private final byte[] kernel = kernel(LZ4_BLOCK + 12345);
  private final byte[] small = kernel(300_000);

  @ParameterizedTest
  @MethodSource("formats")
  void unpacksWhatWasPackedWhileItsPagesAreLetGo(String format) throws IOException {
    Path destination = directory.resolve("vmlinux");
    LinuxHost machine =
        new LinuxHost(new HostFiles(Path.of("/")), "/etc/machine-id", TimestampCounter.open());
    AtomicInteger times = new AtomicInteger();
    PageRelease pages =
        mapped -> {
          machine.letGo(mapped);
          times.incrementAndGet();
        };
    long length = PayloadDecompressor.decompress(image(pack(format, kernel)), destination, pages);
    assertThat(times).as("at the end at the latest").hasPositiveValue();
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
        long length = PayloadDecompressor.decompress(image(damaged), destination, KEPT);
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
      assertThat(PayloadDecompressor.decompress(image(payload), destination, KEPT))
          .isEqualTo(elf.length);
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
    PayloadDecompressor.decompress(image(payload), destination, KEPT);

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
        .isThrownBy(() -> PayloadDecompressor.decompress(image(new byte[16]), destination, KEPT));
    assertThat(destination).hasContent("older");
  }

  private String assertRefused(byte[] payload) throws IOException {
    BzImage image = image(payload);
    Path destination = directory.resolve("refused");
    try {
      PayloadDecompressor.decompress(image, destination, KEPT);
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
    return SyntheticPayload.pack(format, kernel);
  }

  private static List<String> formats() {
    return SyntheticPayload.FORMATS;
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

  @Test
  void refusesBzip2WhoseTablesReachTooFar() throws IOException {
    String found =
        "QlpoMTFBWSZTWV9I4MAAAOx///733L99/8+bL/+/z////3++Wv//u//n//b3v/P//f3vsAF7FMZA"
            + "NADQAAaDTQ0ABoA0AaDRoAAaBoDQAAGTQA0DQGTQANN4BxdlWrNbMZwsiU57okEALqUrxHdso2eT"
            + "VGYyLGVKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpK"
            + "SkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKeEOALk7iqpMFpHBqRu+9rIq1pJftz6+9"
            + "7Uo26DcE1eDcAlSGmzuvyD0OOn2Fj/FTCegS/Hdgr0JzwNacRdWc9N4xj03pRpadbMDMgnOef+j6"
            + "ANNMKfOlSJgKNGIz+fv0CqcEmtUyYCkRHWQex4EMhFp6STrWdC9mdXp6L2phenplci10cmF2ZXJz"
            + "YWzGiyzzv+LuSKcKEgvpHBgA";
    assertRefused(SyntheticKernel.withTrailer(Base64.getDecoder().decode(found), small.length));
  }
}
