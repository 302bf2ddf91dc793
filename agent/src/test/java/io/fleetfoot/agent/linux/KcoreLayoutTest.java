package io.fleetfoot.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.PhysicalMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KcoreLayoutTest {

  private static final long DIRECT_MAP = 0xffff888000000000L;
  private static final long KERNEL_TEXT = 0xffffffff81000000L;

  @TempDir private Path directory;

  @Test
  void refusesFileThatIsNoCoreFile() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KcoreLayout.parse(ByteBuffer.allocate(4096)))
        .withMessage("magic at 0x0 is 0x00000000, expected that of an ELF file");
  }

  @Test
  void refusesHeadersThatEndEarly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KcoreLayout.parse(ByteBuffer.allocate(10)))
        .withMessageContaining("headers end at 0xa");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KcoreLayout.parse(kcore().limit(100)))
        .withMessageContaining("headers end at 0x64");
  }

  @Test
  void refusesProgramHeadersOfAnotherSize() {
    ByteBuffer headers = kcore().putShort(0x36, (short) 32);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KcoreLayout.parse(headers))
        .withMessageContaining("program headers of 32 bytes");
  }

  @Test
  void findsRamByItsPhysicalAddress() {
    assertThat(KcoreLayout.parse(kcore()).offsetOf(0x100010, 16)).hasValue(0x2010);
  }

  @Test
  void skipsTheKernelsTextWhichIsTheSameRamAgain() {
    // the text's mapping stands first in the file and claims the same physical address
    assertThat(KcoreLayout.parse(kcore()).parts())
        .extracting(KcoreLayout.Part::offset)
        .containsExactly(0x2000L);
  }

  @Test
  void findsNothingOutsideOfRam() {
    KcoreLayout layout = KcoreLayout.parse(kcore());
    assertThat(layout.offsetOf(0xffff0, 16)).isEmpty();
    assertThat(layout.offsetOf(0x100ff8, 16)).isEmpty();
  }

  @Test
  void readsRamThroughTheFile() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(0x3000).put(kcore());
    bytes.put(0x2010, "staged".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    Path file = Files.write(directory.resolve("kcore"), bytes.array());
    ByteBuffer into = ByteBuffer.allocate(6);
    try (PhysicalMemory memory = Kcore.open(file)) {
      memory.read(0x100010, into);
    }
    assertThat(into.array()).asString().isEqualTo("staged");
  }

  @Test
  void saysWhichBytesAreNotShown() throws IOException {
    Path file = Files.write(directory.resolve("kcore"), kcore().array());
    try (PhysicalMemory memory = Kcore.open(file)) {
      assertThatExceptionOfType(KexecException.class)
          .isThrownBy(() -> memory.read(0x500000, ByteBuffer.allocate(8)))
          .withMessage("read(/proc/kcore, 8 bytes at physical 0x500000) = EFAULT");
      assertThatExceptionOfType(KexecException.class)
          .isThrownBy(() -> memory.read(0x100000, ByteBuffer.allocate(8)))
          .withMessageContaining("ended early = EIO");
    }
  }

  @Test
  void saysWhenThereIsNoCoreFile() {
    assertThatExceptionOfType(KexecException.class)
        .isThrownBy(() -> Kcore.open(directory.resolve("kcore")))
        .withMessageStartingWith("open(/proc/kcore)");
  }

  // text at 0x1000, vmalloc without a physical address, and RAM [0x100000, 0x101000) at 0x2000
  private static ByteBuffer kcore() {
    ByteBuffer file = ByteBuffer.allocate(0x1000).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0, 0x464c457f).putLong(0x20, 64).putShort(0x36, (short) 56);
    file.putShort(0x38, (short) 4);
    programHeader(file, 64, 4, 0, 0, 0);
    programHeader(file, 120, 1, 0x1000, KERNEL_TEXT, 0x100000);
    programHeader(file, 176, 1, 0x3000, 0xffffc90000000000L, -1);
    programHeader(file, 232, 1, 0x2000, DIRECT_MAP + 0x100000, 0x100000);
    return file;
  }

  private static void programHeader(
      ByteBuffer file, int at, int type, long offset, long virtual, long physical) {
    file.putInt(at, type).putLong(at + 8, offset).putLong(at + 0x10, virtual);
    file.putLong(at + 0x18, physical).putLong(at + 0x20, 0x1000).putLong(at + 0x28, 0x1000);
  }
}
