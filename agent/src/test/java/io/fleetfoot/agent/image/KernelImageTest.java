package io.fleetfoot.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.image.testing.SyntheticKernel;
import io.fleetfoot.agent.image.testing.SyntheticUki;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class KernelImageTest {

  private final byte[] vmlinux = SyntheticKernel.vmlinux("6.12.117+deb12-cloud-amd64");

  @Test
  void refusesElfFileThatIsNoKernel() {
    assertRefused(SyntheticKernel.elf(), "no \"Linux version\" banner");
  }

  @Test
  void refusesBannerWithoutANumber() {
    assertRefused(SyntheticKernel.vmlinux("%s"), "no \"Linux version\" banner");
  }

  @Test
  void refusesBannerThatIsCutOff() {
    assertRefused(SyntheticKernel.vmlinux("6" + "1".repeat(100)), "no \"Linux version\" banner");
  }

  @Test
  void saysHowToComeByTheKernelOfAUnifiedKernelImage() {
    assertRefused(SyntheticUki.usual().build(), "take it apart with image unpack");
  }

  @Test
  void refusesKernelThatIsLinkedOffThe2MibGrid() {
    ByteBuffer file = ByteBuffer.wrap(vmlinux).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(0x18, 0x1100123).putLong(0x78 + 0x18, 0x1100000).putLong(0xb0 + 0x18, 0x1103000);
    ElfKernel kernel = (ElfKernel) KernelImage.parse(file);
    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> FlatKernel.of(kernel, kernel))
        .withMessageContaining("linked for 0x1100000, expected a multiple of 2 MiB");
  }

  @Test
  void takesBzImage() {
    assertThat(KernelImage.parse(ByteBuffer.wrap(SyntheticKernel.gzippedBzImage())))
        .isInstanceOf(BzImage.class)
        .returns("6.99.0-test", KernelImage::release)
        .returns(true, KernelImage::supportsFiveLevelPaging)
        .returns(true, KernelImage::canBeLoadedAbove4Gib);
  }

  @Test
  void takesVmlinuxAsItIs() {
    assertThat(KernelImage.parse(ByteBuffer.wrap(vmlinux)))
        .isInstanceOf(ElfKernel.class)
        .returns("6.12.117+deb12-cloud-amd64", KernelImage::release)
        .returns(0x200000L, KernelImage::initSize)
        .returns(0x200000L, KernelImage::kernelAlignment)
        .returns(SyntheticKernel.LOAD_ADDRESS, KernelImage::preferredAddress)
        .returns(2047L, KernelImage::commandLineSize)
        .returns(false, KernelImage::supportsFiveLevelPaging)
        .returns(true, KernelImage::canBeLoadedAbove4Gib);
  }

  @Test
  void laysOutVmlinuxWithoutABzImageAroundIt() {
    var kernel = (ElfKernel) KernelImage.parse(ByteBuffer.wrap(vmlinux));
    assertThat(FlatKernel.of(kernel, kernel).footprint())
        .isEqualTo(new KernelFootprint(0x3800, 0x200000, 0x200000, 0x123));
  }

  @Test
  void makesTheSetupHeaderThatVmlinuxDoesNotHave() {
    byte[] page = BootParams.of(KernelImage.parse(ByteBuffer.wrap(vmlinux))).toBytes();
    ByteBuffer header = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(header.getShort(0x1f2)).as("root_flags: mounted read-only").isEqualTo((short) 1);
    assertThat(header.getShort(0x1fa)).as("vid_mode").isEqualTo((short) 0xffff);
    assertThat(header.getShort(0x1fe)).as("boot_flag").isEqualTo((short) 0xaa55);
    assertThat(header.getInt(0x202)).as("header").isEqualTo(0x53726448);
    assertThat(header.getShort(0x206)).as("version").isEqualTo((short) 0x020f);
    assertThat(header.get(0x210)).as("type_of_loader").isEqualTo((byte) 0xff);
    assertThat(header.getShort(0x236)).as("xloadflags").isEqualTo((short) 3);
    assertThat(header.getInt(0x238)).as("cmdline_size").isEqualTo(2047);
    assertThat(header.getLong(0x258)).as("pref_address").isEqualTo(0x1000000);
    assertThat(header.getInt(0x260)).as("init_size").isEqualTo(0x200000);
    assertThat(page[0x1ef]).as("sentinel").isZero();
  }

  private static void assertRefused(byte[] file, String reason) {
    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> KernelImage.parse(ByteBuffer.wrap(file)))
        .withMessageContaining(reason);
  }
}
