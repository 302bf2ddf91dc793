package io.fleetfoot.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.image.testing.SyntheticCpio;
import io.fleetfoot.agent.image.testing.SyntheticPayload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

class InitramfsTest {

  private static final List<String> FORMATS = SyntheticPayload.FORMATS;
  private static final byte[] PLAIN = SyntheticCpio.archive("init", "bin/sh", "etc/motd");

  @ParameterizedTest
  @ValueSource(strings = {"an initramfs", "#!/bin/sh", "\u007fELF\u0002\u0001", "MZ and so on"})
  void refusesWhatIsNoArchive(String text) {
    assertThat(refused(ascii(text))).startsWith("the initrd begins with 0x").endsWith("0x0)");
  }

  @Test
  void refusesNothing() {
    assertThat(refused()).contains("the initrd is empty");
    assertThat(refused(new byte[512])).contains("there is no file in the initrd");
    assertThat(refused(SyntheticCpio.archive())).contains("there is no file in the initrd");
  }

  @Test
  void refusesCpioOfAnotherFormat() {
    assertThat(refused(ascii("070707" + "0".repeat(200))))
        .contains("\"070707\", wanted \"070701\" or \"070702\"", "cpio -H newc");
  }

  @ParameterizedTest
  @FieldSource("FORMATS")
  void takesWhatIsPackedInEveryWayTheKernelKnows(String format) throws IOException {
    assertThat(entries(packed(format, PLAIN))).isEqualTo(3);
    assertThat(entries(PLAIN, packed(format, PLAIN), new byte[7])).isEqualTo(6);
  }

  @ParameterizedTest
  @FieldSource("FORMATS")
  void refusesWhatUnpacksToSomethingElse(String format) throws IOException {
    assertThat(refused(packed(format, ascii("no archive".repeat(30)))))
        .startsWith("the " + format + " archive does not unpack to a cpio archive: at 0x0 of what")
        .endsWith("(at offset 0x0)");
    byte[] cut = Arrays.copyOf(PLAIN, PLAIN.length - 8);
    assertThat(refused(new byte[12], packed(format, cut)))
        .contains("the archive ends inside of ", "(at offset 0xc)");
    byte[] junk = concatenated(PLAIN, ascii("junk"));
    assertThat(refused(packed(format, junk))).contains("found 0x6a, wanted a cpio entry");
  }

  @Property(tries = 300)
  void refusesEveryTruncatedPackedArchive(
      @ForAll("formats") String format, @ForAll @IntRange(min = 1, max = 10_000) int cut)
      throws IOException {
    byte[] packed = packed(format, PLAIN);
    int length = packed.length - 1 - cut % (packed.length - 1);
    assertThat(refused(Arrays.copyOf(packed, length))).contains("(at offset 0x");
  }

  @Property(tries = 300)
  void refusesEveryArchiveThatEndsInsideOfAnEntry(@ForAll @IntRange(min = 1, max = 120) int cut) {
    byte[] truncated = Arrays.copyOf(PLAIN, PLAIN.length - cut);
    // the last entry is the trailer of 124 bytes, of which the last 3 are padding
    if (cut > 3) {
      assertThat(refused(truncated)).contains("the archive ends inside of ");
    } else {
      assertThat(entries(truncated)).isEqualTo(3);
    }
  }

  @Property(tries = 1000)
  void answersEveryDamagedArchiveWithARefusalOrANumber(
      @ForAll("formats") String format, @ForAll @IntRange(min = 0) int at, @ForAll byte value)
      throws IOException {
    byte[] damaged = packed(format, PLAIN);
    damaged[at % damaged.length] = value;
    try {
      assertThat(entries(damaged)).isPositive();
    } catch (MalformedImageException refusal) {
      assertThat(refusal).hasMessageContaining("(at offset 0x");
    }
  }

  @Test
  void wantsArchivesThatAreNotPackedAtAMultipleOfFour() throws IOException {
    byte[] gzip = Arrays.copyOf(packed("gzip", PLAIN), 501);
    assertThat(refused(gzip, PLAIN)).contains("0x30, not at a multiple of four, neither");
    assertThat(entries(gzip, new byte[3], PLAIN)).isEqualTo(6);
  }

  @Test
  void takesAnArchiveWithoutATrailer() {
    assertThat(entries(Arrays.copyOf(PLAIN, PLAIN.length - 124))).isEqualTo(3);
  }

  @Test
  void comparesTheChecksumsOfFiles() {
    byte[] archive = PLAIN.clone();
    archive[5] = '2';
    assertThat(refused(archive))
        .contains("the checksum of cpio entry \"init\" is 0x000001b4, its header says 0x00000000");
    System.arraycopy(ascii("000001b4"), 0, archive, 102, 8);
    assertThat(entries(archive)).isEqualTo(3);
  }

  @Test
  void refusesWhatOnlyXzItselfCanCheck() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var xz = new XZOutputStream(packed, new LZMA2Options(0), XZ.CHECK_CRC64)) {
      xz.write(PLAIN);
    }
    assertThat(refused(packed.toByteArray())).contains("xz --check=crc32", "(at offset 0x7)");
  }

  @Test
  void refusesGzipHeadersThatKernelsDoNotSkip() throws IOException {
    byte[] gzip = packed("gzip", PLAIN);
    gzip[3] = 0x10;
    assertThat(refused(gzip)).contains("flags 0x10", "gzip -n");
  }

  @Provide
  Arbitrary<String> formats() {
    return Arbitraries.of(FORMATS);
  }

  private static int entries(byte[]... parts) {
    return Initramfs.requireUnpackable(ByteBuffer.wrap(concatenated(parts)));
  }

  private static String refused(byte[]... parts) {
    var thrown =
        assertThatExceptionOfType(MalformedImageException.class).isThrownBy(() -> entries(parts));
    return String.valueOf(thrown.actual().getMessage());
  }

  private static byte[] packed(String format, byte[] archive) throws IOException {
    byte[] payload = SyntheticPayload.pack(format, archive);
    // gzip's own size stands where the others have the kernel's size trailer
    return format.equals("gzip") ? payload : Arrays.copyOf(payload, payload.length - 4);
  }

  private static byte[] concatenated(byte[]... parts) {
    var bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
