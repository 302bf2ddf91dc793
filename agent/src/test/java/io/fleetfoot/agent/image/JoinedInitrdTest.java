package io.fleetfoot.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.image.testing.SyntheticCpio;
import io.fleetfoot.agent.image.testing.SyntheticPayload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class JoinedInitrdTest {

  private static final byte[] MICROCODE = SyntheticCpio.archive(SyntheticCpio.MICROCODE);
  private static final byte[] MAIN = SyntheticCpio.gzipped("init", "bin/sh");
  private static final byte[] EXTRA = SyntheticCpio.archive("etc/keys");

  @Test
  void refusesFileThatNoKernelUnpacks() {
    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> join(MAIN, "#!/bin/sh".getBytes(StandardCharsets.US_ASCII)))
        .withMessageContaining("initrd 2: the initrd begins with 0x23");
  }

  @Test
  void refusesEmptyFile() {
    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> join(MAIN, new byte[0]))
        .withMessageContaining("initrd 2: the initrd is empty");
  }

  @Property(tries = 200)
  void refusesEveryTruncatedPackedArchive(@ForAll @IntRange(min = 1, max = 60) int cut) {
    byte[] truncated = Arrays.copyOf(MAIN, MAIN.length - cut);
    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> join(EXTRA, truncated))
        .withMessageMatching("initrd 2: .*gzip .* \\(at offset 0x[0-9a-f]+\\)");
  }

  @Property(tries = 200)
  void refusesEveryTruncatedArchive(@ForAll @IntRange(min = 6, max = 200) int cut) {
    byte[] truncated = Arrays.copyOf(MICROCODE, MICROCODE.length - cut);
    assertThatExceptionOfType(MalformedImageException.class).isThrownBy(() -> join(truncated));
  }

  @Property(tries = 500)
  void answersEveryDamagedArchiveWithARefusalOrAnInitrd(
      @ForAll @IntRange(min = 0, max = 350) int at, @ForAll byte value) {
    byte[] damaged = MICROCODE.clone();
    damaged[at % damaged.length] = value;
    try {
      assertThat(join(damaged)).isNotEmpty();
    } catch (MalformedImageException refusal) {
      assertThat(refusal).hasMessageContaining("initrd 1: ");
    }
  }

  @Test
  void refusesNameThatReachesBeyondTheFile() {
    byte[] archive = MICROCODE.clone();
    System.arraycopy("00000fff".getBytes(StandardCharsets.US_ASCII), 0, archive, 94, 8);
    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> join(archive))
        .withMessageContaining("name of a cpio entry needs 4095 bytes");
  }

  @Test
  void refusesFileSizeThatOverflows() {
    byte[] archive = MICROCODE.clone();
    System.arraycopy("ffffffff".getBytes(StandardCharsets.US_ASCII), 0, archive, 54, 8);
    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> join(archive))
        .withMessageContaining("a cpio entry ends at 0x1000000");
  }

  @Test
  void keepsTheOrderOfArchivesThatAreNotEarly() {
    byte[] joined = join(MAIN, EXTRA);
    assertThat(joined).startsWith(MAIN);
    assertThat(Arrays.copyOfRange(joined, aligned(MAIN.length), joined.length)).isEqualTo(EXTRA);
  }

  @Test
  void movesMicrocodeToTheFrontWhereKernelsLookForIt() {
    byte[] joined = join(MAIN, EXTRA, MICROCODE);
    assertThat(joined).startsWith(MICROCODE);
    assertThat(Arrays.copyOfRange(joined, MICROCODE.length, joined.length)).startsWith(MAIN);
  }

  @Test
  void movesMicrocodeThatComesInFrontOfAnotherInitrd() {
    byte[] debian = concatenated(MICROCODE, new byte[512], MAIN);
    byte[] joined = join(EXTRA, debian);
    assertThat(joined).isEqualTo(padded(concatenated(MICROCODE, EXTRA, MAIN)));
  }

  @Test
  void takesAcpiTablesForEarlyToo() {
    byte[] tables = SyntheticCpio.archive("kernel", "kernel/firmware/acpi/dsdt.aml");
    assertThat(join(MAIN, tables)).startsWith(tables);
  }

  @Test
  void saysWhetherKernelsFindMicrocodeInIt() {
    assertThat(JoinedInitrd.of(buffers(MAIN, MICROCODE)).hasEarlyArchive()).isTrue();
    assertThat(JoinedInitrd.of(buffers(MAIN, EXTRA)).hasEarlyArchive()).isFalse();
  }

  @Test
  void endsAnLz4FrameWithAnEmptyBlock() throws IOException {
    byte[] payload = SyntheticPayload.pack("lz4", SyntheticCpio.archive("init"));
    byte[] lz4 = Arrays.copyOf(payload, payload.length - 4);
    byte[] joined = join(lz4, EXTRA);
    int extra = aligned(lz4.length) + 4;
    assertThat(Arrays.copyOfRange(joined, lz4.length, extra)).containsOnly(0);
    assertThat(Arrays.copyOfRange(joined, extra, joined.length)).isEqualTo(EXTRA);
  }

  @Property(tries = 200)
  void beginsEveryArchiveAtAMultipleOfFour(
      @ForAll @IntRange(min = 0, max = 9) int first,
      @ForAll @IntRange(min = 0, max = 9) int second) {
    byte[] joined =
        join(
            Arrays.copyOf(MAIN, MAIN.length + first),
            Arrays.copyOf(MAIN, MAIN.length + second),
            EXTRA);
    int extra = joined.length - EXTRA.length;
    assertThat(extra % 4).isZero();
    assertThat(Arrays.copyOfRange(joined, extra, joined.length)).isEqualTo(EXTRA);
  }

  @Test
  void knowsItsSizeBeforeItIsWritten() {
    assertThat(JoinedInitrd.of(buffers(MAIN, EXTRA, MICROCODE)).size())
        .isEqualTo(join(MAIN, EXTRA, MICROCODE).length);
  }

  private static byte[] join(byte[]... files) {
    var bytes = new ByteArrayOutputStream();
    try {
      JoinedInitrd.of(buffers(files)).writeTo(Channels.newChannel(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static List<ByteBuffer> buffers(byte[]... files) {
    return Stream.of(files).map(ByteBuffer::wrap).toList();
  }

  private static byte[] concatenated(byte[]... parts) {
    var bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  private static byte[] padded(byte[] bytes) {
    return Arrays.copyOf(bytes, aligned(bytes.length));
  }

  private static int aligned(int length) {
    return (length + 3) / 4 * 4;
  }
}
