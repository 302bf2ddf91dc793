package io.fleetfoot.service.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BzImageTest {

  private static final String VERSION =
      "6.12.117+deb12-cloud-amd64 (debian-kernel@lists.debian.org) #1 SMP PREEMPT_DYNAMIC";

  private final byte[] file = KernelFiles.bzImage(VERSION);

  @Test
  void refusesAnEmptyFile() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BzImage.parse(new byte[0]))
        .withMessage("the kernel file has 0 bytes, a bzImage has more than 528");
  }

  @Test
  void refusesAFileThatEndsInTheHeader() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BzImage.parse(Arrays.copyOf(file, 0x20f)))
        .withMessageContaining("has 527 bytes");
  }

  @Test
  void refusesAFileWithoutTheBootFlag() {
    file[0x1fe] = 0;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> BzImage.parse(file))
        .withMessageContaining("boot flag of the kernel file at 0x1fe is 0xaa00, expected 0xaa55");
  }

  @Test
  void refusesImageWithoutHdrSMagic() {
    Arrays.fill(file, 0x202, 0x206, (byte) 0);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> BzImage.parse(file))
        .withMessage(
            "setup header magic of the kernel file at 0x202 is 0x00000000, expected HdrS; is this"
                + " an EFI zboot image?");
  }

  @Test
  void refusesAVersionPointerThatLeadsNowhere() {
    for (int pointer : new int[] {0, 0xffff, 28 * 0x200}) {
      file[0x20e] = (byte) pointer;
      file[0x20f] = (byte) (pointer >> 8);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> BzImage.parse(file))
          .withMessageContaining("kernel version pointer at 0x20e is 0x%x", pointer);
    }
  }

  @Test
  void refusesAVersionThatDoesNotEndBeforeTheSetupCodeDoes() {
    Arrays.fill(file, 0x3000, file.length, (byte) 'a');

    assertThatIllegalArgumentException()
        .isThrownBy(() -> BzImage.parse(file))
        .withMessageContaining("no kernel version with an end stands at 0x3000");
  }

  @Test
  void refusesNoiseWithoutReadingPastItsEnd() {
    Random noise = new Random(7);
    for (int i = 0; i < 2000; i++) {
      byte[] head = Arrays.copyOf(file, 0x210 + noise.nextInt(file.length - 0x210));
      head[0x1f1] = (byte) noise.nextInt();
      head[0x20e] = (byte) noise.nextInt();
      head[0x20f] = (byte) noise.nextInt();
      try {
        assertThat(BzImage.parse(head).version()).isNotBlank();
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("kernel version");
      }
    }
  }

  @Test
  void readsVersionAndRelease() {
    BzImage image = BzImage.parse(file);

    assertThat(image.version()).isEqualTo(VERSION);
    assertThat(image.release()).isEqualTo(new KernelRelease("6.12.117+deb12-cloud-amd64"));
  }

  @Test
  void needsNoMoreThanTheHead() {
    assertThat(BzImage.parse(Arrays.copyOf(file, BzImage.HEAD_BYTES)).version()).isEqualTo(VERSION);
  }
}
