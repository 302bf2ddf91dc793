package io.fleetfoot.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.image.testing.SyntheticCpio;
import io.fleetfoot.agent.image.testing.SyntheticKernel;
import io.fleetfoot.agent.image.testing.SyntheticUki;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class UnifiedKernelImageTest {

  private final SyntheticUki uki = SyntheticUki.usual();

  @Test
  void refusesFileThatIsNoPeFile() {
    byte[] file = uki.build();
    file[0] = 'X';
    assertRefused(file, 0, "MZ magic is 0x5a58");
  }

  @Test
  void refusesPeHeaderBeyondTheEnd() {
    byte[] file = uki.build();
    edit(file).putInt(0x3c, -1);
    assertRefused(file, 0xffffffffL, "PE magic needs 4 bytes");
  }

  @Test
  void refusesFileWithoutPeMagic() {
    byte[] file = uki.build();
    edit(file).putInt(SyntheticUki.PE, 0x4551);
    assertRefused(file, SyntheticUki.PE, "PE magic is 0x00004551");
  }

  @Test
  void refusesImageForAnotherMachine() {
    byte[] file = uki.build();
    edit(file).putShort(SyntheticUki.PE + 4, (short) 0xaa64);
    assertRefused(file, SyntheticUki.PE + 4, "for machine 0xaa64, expected 0x8664");
  }

  @Test
  void refuses32BitImage() {
    byte[] file = uki.build();
    edit(file).putShort(SyntheticUki.PE + 24, (short) 0x10b);
    assertRefused(file, SyntheticUki.PE + 24, "optional header magic is 0x010b");
  }

  @Test
  void refusesMoreSectionsThanFirmwareLoads() {
    byte[] file = uki.build();
    edit(file).putShort(SyntheticUki.PE + 6, (short) 97);
    assertRefused(file, SyntheticUki.PE + 6, "97 sections, expected 1 to 96");
  }

  @Test
  void refusesSectionTableBeyondTheEnd() {
    byte[] file = Arrays.copyOf(uki.build(), uki.header(".linux") + 30);
    assertRefused(file, "file ends at");
  }

  @Test
  void refusesSectionBeyondTheEnd() {
    byte[] file = uki.build();
    edit(file).putInt(uki.header(".linux") + 16, 0x7fffffff);
    assertRefused(file, uki.header(".linux") + 16, "section .linux ends at");
  }

  @Test
  void refusesSectionOnTheHeaders() {
    byte[] file = uki.build();
    edit(file).putInt(uki.header(".cmdline") + 20, 0x100);
    assertRefused(file, uki.header(".cmdline") + 20, "section .cmdline begins at 0x100");
  }

  @Test
  void refusesSectionsThatOverlapInTheFile() {
    byte[] file = uki.build();
    int initrd = edit(file).getInt(uki.header(".initrd") + 20);
    edit(file).putInt(uki.header(".linux") + 20, initrd);
    assertRefused(file, "overlap in the file");
  }

  @Test
  void refusesSectionsThatOverlapInMemory() {
    byte[] file = uki.build();
    int initrd = edit(file).getInt(uki.header(".initrd") + 12);
    edit(file).putInt(uki.header(".linux") + 12, initrd + 1);
    assertRefused(file, uki.header(".linux"), "sections .initrd and .linux overlap in memory");
  }

  @Test
  void refusesSectionLargerInMemoryThanInTheFile() {
    byte[] file = uki.build();
    edit(file).putInt(uki.header(".linux") + 8, 0x100000);
    assertRefused(file, uki.header(".linux") + 8, "section .linux has 0x100000 bytes in memory");
  }

  @Test
  void refusesImageWithoutKernel() {
    assertRefused(uki.without(".linux").build(), 0, "no section .linux");
  }

  @Test
  void refusesTwoSectionsOfAName() {
    byte[] file = uki.with(".splash", new byte[10]).build();
    edit(file).put(uki.header(".splash"), ".initrd\0".getBytes(StandardCharsets.US_ASCII));
    assertRefused(file, uki.header(".splash"), "2 sections are called .initrd");
  }

  @Test
  void refusesSeveralProfiles() {
    byte[] file = uki.with(".profile", new byte[10]).with(".profil2", new byte[10]).build();
    edit(file).put(uki.header(".profil2"), ".profile".getBytes(StandardCharsets.US_ASCII));
    assertRefused(file, uki.header(".profil2"), "several profiles");
  }

  @Test
  void refusesSectionNameThatIsNotText() {
    byte[] file = uki.build();
    file[uki.header(".osrel")] = 1;
    assertRefused(file, uki.header(".osrel"), "a section name has the byte 0x01");
  }

  @Test
  void saysWhereTheKernelInItIsDamaged() {
    byte[] bzImage = SyntheticKernel.gzippedBzImage();
    bzImage[0x202] = 0;
    byte[] file = uki.with(".linux", bzImage).build();
    int start = edit(file).getInt(uki.header(".linux") + 20);
    assertRefused(file, start + 0x202, "section .linux: setup header magic");
  }

  @Test
  void refusesKernelOfAnotherReleaseThanItSays() {
    byte[] file = uki.with(".uname", "6.98.0".getBytes(StandardCharsets.US_ASCII)).build();
    assertRefused(file, "section .uname says \"6.98.0\", but section .linux is 6.99.0-test");
  }

  @Test
  void refusesCommandLineOfSeveralLines() {
    byte[] file =
        uki.with(".cmdline", "quiet\npanic=5".getBytes(StandardCharsets.US_ASCII)).build();
    assertRefused(file, "section .cmdline is not one line");
  }

  @Property(tries = 500)
  void answersEveryDamagedHeaderWithARefusalOrAnImage(
      @ForAll @IntRange(min = 0, max = 0x287) int at, @ForAll byte value) {
    byte[] file = uki.build();
    file[at] = value;
    assertParsedOrRefused(file);
  }

  @Property(tries = 300)
  void answersEveryTruncatedFileWithARefusal(@ForAll @IntRange(min = 0, max = 0x1fff) int length) {
    byte[] file = uki.build();
    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> UnifiedKernelImage.parse(ByteBuffer.wrap(Arrays.copyOf(file, length))));
  }

  @Test
  void handsOnKernelInitrdAndCommandLine() {
    UnifiedKernelImage image = UnifiedKernelImage.parse(ByteBuffer.wrap(uki.build()));
    assertThat(image.kernel().release()).isEqualTo("6.99.0-test");
    assertThat(image.linux()).isEqualTo(ByteBuffer.wrap(SyntheticKernel.gzippedBzImage()));
    assertThat(image.initrds()).containsExactly(ByteBuffer.wrap(SyntheticCpio.archive("init")));
    assertThat(image.commandLine()).contains("console=ttyS0 quiet");
    assertThat(image.osRelease()).contains("ID=test\nVERSION_ID=1");
  }

  @Test
  void handsOnMicrocodeBeforeTheInitrd() {
    byte[] microcode = SyntheticCpio.archive(SyntheticCpio.MICROCODE);
    byte[] file = uki.with(".ucode", microcode).build();
    assertThat(UnifiedKernelImage.parse(ByteBuffer.wrap(file)).initrds())
        .containsExactly(
            ByteBuffer.wrap(microcode), ByteBuffer.wrap(SyntheticCpio.archive("init")));
  }

  @Test
  void doesWithoutWhatIsNotNeeded() {
    byte[] file = uki.without(".initrd").without(".cmdline").without(".uname").build();
    UnifiedKernelImage image = UnifiedKernelImage.parse(ByteBuffer.wrap(file));
    assertThat(image.initrds()).isEmpty();
    assertThat(image.commandLine()).isEmpty();
  }

  private static void assertParsedOrRefused(byte[] file) {
    try {
      assertThat(UnifiedKernelImage.parse(ByteBuffer.wrap(file)).kernel()).isNotNull();
    } catch (MalformedImageException refusal) {
      assertThat(refusal).hasMessageContaining("at offset");
    }
  }

  private static ByteBuffer edit(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void assertRefused(byte[] file, long offset, String reason) {
    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> UnifiedKernelImage.parse(ByteBuffer.wrap(file)))
        .withMessageContaining(reason)
        .satisfies(e -> assertThat(e.offset()).isEqualTo(offset));
  }

  private static void assertRefused(byte[] file, String reason) {
    assertThatExceptionOfType(MalformedImageException.class)
        .isThrownBy(() -> UnifiedKernelImage.parse(ByteBuffer.wrap(file)))
        .withMessageContaining(reason);
  }
}
