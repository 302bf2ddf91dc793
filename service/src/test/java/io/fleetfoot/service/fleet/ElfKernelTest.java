package io.fleetfoot.service.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ElfKernelTest {

  private static final String RELEASE = "6.12.117+deb12-cloud-amd64";

  private final byte[] file = KernelFiles.vmlinux("Linux version " + RELEASE + " (debian) #1");

  @Test
  void refusesAHeaderThatIsCutOff() {
    assertRefused(Arrays.copyOf(file, 0x3f), "the ELF file has 63 bytes, a vmlinux has more");
  }

  @Test
  void refusesAnotherKindOfElfFile() {
    assertRefused(bytes -> bytes.put(4, (byte) 1), "at 0x4 are 0x0101, expected 0x0102");
    assertRefused(bytes -> bytes.put(5, (byte) 2), "at 0x4 are 0x0202, expected 0x0102");
    assertRefused(
        bytes -> bytes.putShort(0x12, (short) 183), "at 0x12 is 183, expected 62 (x86-64)");
  }

  @Test
  void refusesAnElfFileThatLoadsNothing() {
    assertRefused(bytes -> bytes.putShort(0x38, (short) 0), "0 program headers of 56 bytes");
    assertRefused(bytes -> bytes.putShort(0x38, (short) 65), "65 program headers of 56 bytes");
    assertRefused(bytes -> bytes.putShort(0x36, (short) 32), "3 program headers of 32 bytes");
    assertRefused(
        bytes -> bytes.putInt(0x40, 6).putInt(0x78, 6),
        "no program header of the ELF file at 0x40");
  }

  @Test
  void refusesProgramHeadersThatLieElsewhere() {
    assertRefused(bytes -> bytes.putLong(0x20, 0), "program headers of the ELF file are at 0x0");
    assertRefused(bytes -> bytes.putLong(0x20, 0x5000), "are at 0x5000");
    assertRefused(bytes -> bytes.putLong(0x20, Long.MAX_VALUE), "are at 0x7fffffffffffffff");
    assertRefused(bytes -> bytes.putLong(0x20, -1), "are at 0xffffffffffffffff");
  }

  @Test
  void refusesASegmentOfAnImpossibleSize() {
    assertRefused(
        bytes -> bytes.putLong(0x98, 0x200001),
        "the segment of the ELF file at 0x78 has 0x200001 bytes in the file and 0x200000 in memory");
    assertRefused(bytes -> bytes.putLong(0xa0, (1L << 30) + 1), "0x40000001 in memory");
    assertRefused(bytes -> bytes.putLong(0x98, -1), "0xffffffffffffffff bytes in the file");
  }

  @Test
  void refusesSegmentsThatDoNotLieBesideEachOther() {
    assertRefused(bytes -> bytes.putLong(0x90, 0x1000fff), "two segments of the ELF file lie at");
    assertRefused(bytes -> bytes.putLong(0x90, -1), "the physical address 0xffffffffffffffff");
    assertRefused(bytes -> bytes.putLong(0x90, 1L << 40), "span 0x");
  }

  @Test
  void refusesAnEntryThatIsNotLoadedFromTheFile() {
    assertRefused(bytes -> bytes.putLong(0x18, 0xffffff), "e_entry of the ELF file at 0x18");
    assertRefused(bytes -> bytes.putLong(0x18, 0x1003000), "is 0x1003000, expected a physical");
  }

  @Test
  void refusesAFileThatIsCutOff() {
    assertRefused(
        Arrays.copyOf(file, 0x3fff),
        "a segment of the ELF file has 0x2000 bytes at 0x2000, expected it to end before the file does at 0x3fff");
    assertRefused(
        Arrays.copyOf(file, 0x4fff),
        "the section header table of the ELF file has 0x100 bytes at 0x4f00");
    assertRefused(
        bytes -> bytes.putLong(0x80, -1), "a segment of the ELF file has 0x2000 bytes at");
  }

  @Test
  void refusesAFileWithoutABannerInWhatItLoads() {
    String banner = "Linux version " + RELEASE + " (debian) #1";
    byte[] without = KernelFiles.vmlinux("");
    put(without, 0x4100, banner);
    assertRefused(without, "no \"Linux version\" banner with a release stands in what");
    put(without, 0x3ff0, banner);
    assertRefused(without, "no \"Linux version\" banner");
    assertRefused(KernelFiles.vmlinux("Linux version %s (%s)"), "no \"Linux version\" banner");
    assertRefused(KernelFiles.vmlinux("Linux version 6.12.0"), "no \"Linux version\" banner");
  }

  @Test
  void refusesNoiseWithoutReadingPastItsEnd() {
    Random noise = new Random(7);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = Arrays.copyOf(file, 0x40 + noise.nextInt(file.length - 0x40));
      for (int j = 0; j < 4; j++) {
        bytes[4 + noise.nextInt(Math.min(0xb0, bytes.length - 4))] = (byte) noise.nextInt();
      }
      try {
        assertThat(read(bytes).release().value()).isEqualTo(RELEASE);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("ELF file");
      }
    }
  }

  @Test
  void readsTheReleaseOfItsBanner() {
    assertThat(read(file).release()).isEqualTo(new KernelRelease(RELEASE));
    assertThat(read(file).version()).isEqualTo(RELEASE);
  }

  @Test
  void passesOverWordsThatNameNoRelease() {
    byte[] bytes = KernelFiles.vmlinux("Linux version %s");
    put(bytes, 0x2200, "Linux version Linux version " + RELEASE + " (debian) #1");

    assertThat(read(bytes).release().value()).isEqualTo(RELEASE);
  }

  @Test
  void goesByTheBannerAtTheLowestAddressAsAgentsDo() {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    put(file, 0x1100, "Linux version 5.10.0 (another)");
    bytes.putLong(0x90, 0x800000);

    assertThat(read(file).release().value()).isEqualTo(RELEASE);
  }

  private void assertRefused(Consumer<ByteBuffer> spoil, String message) {
    byte[] spoilt = file.clone();
    spoil.accept(ByteBuffer.wrap(spoilt).order(ByteOrder.LITTLE_ENDIAN));
    assertRefused(spoilt, message);
  }

  private static void assertRefused(byte[] bytes, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(bytes))
        .withMessageContaining(message);
  }

  private static KernelFile read(byte[] bytes) {
    try {
      return KernelFile.read(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(byte[] bytes, int at, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, bytes, at, ascii.length);
  }
}
