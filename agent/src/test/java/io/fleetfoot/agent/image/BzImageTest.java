package io.fleetfoot.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.image.testing.SyntheticKernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BzImageTest {

  private final byte[] file = SyntheticKernel.bzImage(new byte[] {1, 2, 3});

  @Test
  void refusesFileWithoutHdrSMagic() {
    file[0x202] = 0;
    assertRefused(0x202, "setup header magic is 0x53726400, expected HdrS");
  }

  @Test
  void refusesElfFile() {
    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> BzImage.parse(ByteBuffer.wrap(SyntheticKernel.elf())))
        .withMessageContaining("this is an ELF file");
  }

  @Test
  void refusesEfiZbootImage() {
    put(0, 0x5a4d).putInt(4, 0x676d697a);
    assertRefused(4, "EFI zboot");
  }

  @Test
  void refusesOldBootProtocol() {
    put(0x206, 0).putShort(0x206, (short) 0x020a);
    assertRefused(0x206, "boot protocol is 2.10");
  }

  @Test
  void refusesKernelWithout64BitEntry() {
    put(0x236, 0).putShort(0x236, (short) 2);
    assertRefused(0x236, "no 64-bit entry point");
  }

  @Test
  void refusesAlignmentBelow2Mib() {
    put(0x230, 0x1000);
    assertRefused(0x230, "kernel_alignment is 0x1000");
  }

  @Test
  void refusesPayloadBeyondTheEnd() {
    put(0x24c, 4);
    assertRefused(0xe00, "payload needs 4 bytes");
  }

  @Test
  void refusesSetupHeaderOfAnotherSize() {
    file[0x201] = (byte) 0xff;
    assertRefused(0x201, "setup header ends at 0x301");
  }

  @Test
  void refusesImageWithoutVersion() {
    put(0x20e, 0).putShort(0x20e, (short) 0);
    assertRefused(0x20e, "names no kernel version");
  }

  @Property(tries = 300)
  void refusesEveryTruncatedFile(@ForAll @IntRange(min = 0, max = 3586) int length) {
    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> BzImage.parse(ByteBuffer.wrap(Arrays.copyOf(file, length))));
  }

  @Test
  void readsTheSetupHeader() {
    BzImage image = BzImage.parse(ByteBuffer.wrap(file));
    assertThat(image.release()).isEqualTo("6.99.0-test");
    assertThat(image.versionText()).endsWith("#1 SMP");
    assertThat(image.protocolVersion()).isEqualTo(0x020f);
    assertThat(image.initSize()).isEqualTo(0x10000);
    assertThat(image.kernelAlignment()).isEqualTo(0x200000);
    assertThat(image.preferredAddress()).isEqualTo(SyntheticKernel.LOAD_ADDRESS);
    assertThat(image.commandLineSize()).isEqualTo(2047);
    assertThat(image.supportsFiveLevelPaging()).isTrue();
    assertThat(image.setupHeader().remaining()).isEqualTo(0x26c - 0x1f1);
  }

  @Test
  void findsThePayload() {
    BzImage image = BzImage.parse(ByteBuffer.wrap(file));
    assertThat(image.payloadOffset()).isEqualTo(0xe00);
    assertThat(image.payload()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
  }

  private ByteBuffer put(int at, int value) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
  }

  private void assertRefused(long offset, String reason) {
    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> BzImage.parse(ByteBuffer.wrap(file)))
        .withMessageContaining(reason)
        .satisfies(e -> assertThat(e.offset()).isEqualTo(offset));
  }
}
