package io.fleetfoot.agent.reserve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetfoot.agent.bootmenu.FileTree;
import io.fleetfoot.agent.image.KernelFootprint;
import io.fleetfoot.agent.image.testing.SyntheticKernel;
import io.fleetfoot.agent.kexec.KexecPlanner;
import io.fleetfoot.agent.kexec.ReservedRegion;
import io.fleetfoot.agent.linux.LinuxBootFiles;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.memory.IomemParser;
import io.fleetfoot.agent.memory.MemoryMap;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionSizeTest {

  private static final long MIB = 1L << 20;
  private static final MemoryMap HOST = IomemParser.parse("00100000-fffffffff : System RAM\n");

  @TempDir private Path root;

  @Test
  void needsAKernelToComputeFrom() throws IOException {
    assertThatThrownBy(this::auto)
        .isInstanceOf(ReserveRefusedException.class)
        .hasMessageStartingWith("found nothing in /boot, wanted a kernel with its initrd")
        .hasMessageContaining("mount /boot");
    Files.createDirectories(root.resolve("boot"));
    Files.writeString(root.resolve("boot/vmlinuz-memtest"), "memtest");
    assertThatThrownBy(this::auto)
        .isInstanceOf(ReserveRefusedException.class)
        .hasMessageStartingWith("found no bzImage with its initrd in /boot");
  }

  @Test
  void holdsAtLeastTheSmallestKernelOfTheHost() throws Exception {
    kernel("6.1", 55, 20);
    kernel("6.12", 60, 100);
    assertThatThrownBy(() -> said(64).requireRoomForAKernel(tree()))
        .isInstanceOf(ReserveRefusedException.class)
        .hasMessageStartingWith(
            "found a region of 64 MiB, wanted at least 81 MiB, for 6.99.0-test with its initrd");
    assertThat(said(81).requireRoomForAKernel(tree()))
        .containsExactly("6.99.0-test with its initrd needs 166 MiB");
    assertThat(said(166).requireRoomForAKernel(tree())).isEmpty();
  }

  @Test
  void isNoSmallerThanTheKernelsStepWhereNoKernelIsKnown() throws Exception {
    assertThatThrownBy(() -> said(15).requireRoomForAKernel(tree()))
        .hasMessageStartingWith("found a region of 15 MiB, wanted at least 16 MiB");
    assertThat(said(16).requireRoomForAKernel(tree())).isEmpty();
  }

  @Test
  void passesOverWhatIsNoKernel() throws Exception {
    kernel("6.1", 55, 20);
    Files.writeString(root.resolve("boot/vmlinuz-memtest"), "memtest");
    Files.writeString(root.resolve("boot/initrd.img-memtest"), "x");
    assertThat(auto().reason()).startsWith("6.99.0-test takes 55 MiB, its initrd 20 MiB");
  }

  @ParameterizedTest
  @CsvSource({
    "55, 12, 128", // Debian's cloud kernel
    "63, 74, 192",
    "55, 10, 128",
    "70, 128, 256",
    "80, 400, 640",
  })
  void leavesRoomToGrow(long kernelMib, long initrdMib, long wanted) throws Exception {
    kernel("6.1", kernelMib, initrdMib);
    assertThat(auto().mebibytes()).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "31, 3", "55, 74", "56, 127", "63, 190", "97, 200"})
  void givesThePlannerWhatItWants(long kernelMib, long initrdMib) throws Exception {
    kernel("6.1", kernelMib, initrdMib);
    long size = auto().mebibytes() * MIB;
    var footprint = new KernelFootprint(4096, kernelMib * MIB, 2 * MIB, 0);
    // wherever the kernel puts it, page by page
    for (long start : new long[] {0x2b000000L, 0x2b001000L, 0x2b1ff000L}) {
      var region =
          new ReservedRegion(AddressRange.ofSize(start, size), ReservedRegion.CRASH_KERNEL);
      ReservedRegion free = region.withoutControlPages(HOST);
      assertThat(KexecPlanner.refusal(free, 64L << 30, footprint, initrdMib * MIB)).isEmpty();
    }
  }

  @Test
  void takesTheLargestOfAllKernelsAndEntries() throws Exception {
    kernel("6.1", 40, 10);
    kernel("6.12", 60, 100);
    assertThat(auto().reason()).contains("60 MiB", "100 MiB");
    Files.createDirectories(root.resolve("boot/loader/entries"));
    Files.writeString(
        root.resolve("boot/loader/entries/a.conf"), "linux /m/6.13/linux\ninitrd /m/6.13/initrd\n");
    kernel(root.resolve("boot/m/6.13/linux"), root.resolve("boot/m/6.13/initrd"), 70, 120);
    assertThat(auto().reason()).contains("70 MiB", "120 MiB");
  }

  @Test
  void countsAKernelWhoseEntryHasNoInitrd() throws Exception {
    Files.createDirectories(root.resolve("boot/loader/entries"));
    Files.writeString(root.resolve("boot/loader/entries/a.conf"), "linux /m/6.13/linux\n");
    kernel(root.resolve("boot/m/6.13/linux"), root.resolve("unused"), 300, 1);
    assertThat(auto().reason()).startsWith("6.99.0-test takes 300 MiB, its initrd 0 MiB");
  }

  @Test
  void wantsRoomForTheNextKernelsOwnRegion() {
    assertThatThrownBy(() -> said(400).requireRoomForTwo(768 * MIB, "do something else"))
        .isInstanceOf(ReserveRefusedException.class)
        .hasMessageStartingWith(
            "found 768 MiB of RAM for a region of 400 MiB, wanted at most 256 MiB: RAM for two")
        .hasMessageEndingWith("or do something else");
    assertThatThrownBy(() -> said(16).requireRoomForTwo(256 * MIB, "do something else"))
        .hasMessageContaining("wanted more RAM: RAM for two");
    assertThatCode(() -> said(256).requireRoomForTwo(768 * MIB, "")).doesNotThrowAnyException();
  }

  private static RegionSize said(long mebibytes) {
    return new RegionSize(mebibytes, "as --size says");
  }

  private FileTree tree() {
    return new LinuxBootFiles(root).tree();
  }

  private RegionSize auto() throws ReserveRefusedException {
    return RegionSize.auto(tree());
  }

  private void kernel(String release, long kernelMib, long initrdMib) throws IOException {
    Path boot = root.resolve("boot");
    kernel(
        boot.resolve("vmlinuz-" + release),
        boot.resolve("initrd.img-" + release),
        kernelMib,
        initrdMib);
  }

  private static void kernel(Path image, Path initrd, long kernelMib, long initrdMib)
      throws IOException {
    Files.createDirectories(image.getParent());
    byte[] bytes = SyntheticKernel.bzImage(new byte[4096]);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0x260, Math.toIntExact(kernelMib * MIB));
    Files.write(image, bytes);
    // a hole is as long as bytes
    try (var file = new RandomAccessFile(initrd.toFile(), "rw")) {
      file.setLength(initrdMib * MIB);
    }
  }
}
