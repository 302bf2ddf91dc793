package io.fleetfoot.agent.reserve;

import io.fleetfoot.agent.bootmenu.FileTree;
import io.fleetfoot.agent.bootmenu.LoaderEntries;
import io.fleetfoot.agent.image.BzImage;
import io.fleetfoot.agent.image.MalformedImageException;
import io.fleetfoot.agent.kexec.KexecPlanner;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How large a region must be for the kernels of a host.
 *
 * @param mebibytes its size
 * @param reason which kernel it was computed from
 */
public record RegionSize(long mebibytes, String reason) {
  private static final long MIB = 1L << 20;
  private static final long STEP = 64;
  // what the planner leaves free behind the kernel and at the region's end
  private static final long LAYOUT = 3 * MIB;
  // next to two regions, for the running kernel and all that it has to do
  private static final long SPARE = 256;
  // arch/x86/include/asm/crash_reserve.h, CRASH_ALIGN: where regions may begin
  private static final long LEAST = 16;

  /** What a kernel needs of the region, in bytes. */
  private record Need(String release, long alignment, long kernel, long initrd) {
    long bytes() {
      return alignment + kernel + LAYOUT + initrd + KexecPlanner.LAUNCHER_WINDOW;
    }

    long mebibytes() {
      return (bytes() + MIB - 1) / MIB;
    }
  }

  /**
   * Computes the size from the largest kernel in use, with a quarter of it and at least 32 MiB as
   * room to grow.
   *
   * @throws ReserveRefusedException if no kernel is found
   */
  public static RegionSize auto(FileTree tree) throws ReserveRefusedException {
    Need largest =
        needs(tree).stream()
            .max(Comparator.comparingLong(Need::bytes))
            .orElseThrow(() -> noKernel(tree));
    long wanted = largest.bytes() + Math.max(largest.bytes() / 4, 32 * MIB);
    long size = (wanted + STEP * MIB - 1) / (STEP * MIB) * STEP;
    return new RegionSize(
        Math.max(size, 2 * STEP),
        "%s takes %d MiB, its initrd %d MiB; the rest is room to grow"
            .formatted(
                largest.release(), largest.kernel() / MIB, (largest.initrd() + MIB - 1) / MIB));
  }

  private static ReserveRefusedException noKernel(FileTree tree) {
    boolean nothing = tree.names("/boot").isEmpty();
    return new ReserveRefusedException(
        nothing
            ? "nothing in /boot"
            : "no bzImage with its initrd in /boot and in the boot loader's entries",
        "a kernel with its initrd, to compute the size from",
        (nothing ? "mount /boot, if it is a file system of its own, or " : "")
            + "say what your kernel images need, such as --size 256M");
  }

  /**
   * Refuses a size that holds none of the host's kernels with its initrd, and where none is known
   * one that holds no kernel at all.
   *
   * @return the kernels that it does not hold, in words
   */
  public List<String> requireRoomForAKernel(FileTree tree) throws ReserveRefusedException {
    List<Need> needs = needs(tree).stream().distinct().toList();
    Optional<Need> smallest = needs.stream().min(Comparator.comparingLong(Need::bytes));
    long least = Math.max(LEAST, smallest.map(Need::mebibytes).orElse(LEAST));
    if (mebibytes < least) {
      throw new ReserveRefusedException(
          "a region of %d MiB".formatted(mebibytes),
          "at least %d MiB, %s"
              .formatted(
                  least,
                  smallest
                      .map(need -> "for %s with its initrd".formatted(need.release()))
                      .orElse("the steps in which the kernel places it")),
          "say a larger --size, or --size auto, which leaves room to grow");
    }
    return needs.stream()
        .filter(need -> need.mebibytes() > mebibytes)
        .map(need -> "%s with its initrd needs %d MiB".formatted(need.release(), need.mebibytes()))
        .toList();
  }

  /** Returns how many mebibytes of RAM a host needs for it. */
  public long wantedRam() {
    return 2 * mebibytes + SPARE;
  }

  /**
   * Refuses a size beside which the next kernel could not reserve another.
   *
   * @param systemRam how many bytes of RAM the host has
   * @param otherwise what to do if the size must be that
   */
  public void requireRoomForTwo(long systemRam, String otherwise) throws ReserveRefusedException {
    long ram = systemRam / MIB;
    if (wantedRam() > ram) {
      throw new ReserveRefusedException(
          "%d MiB of RAM for a region of %d MiB".formatted(ram, mebibytes),
          "%s: RAM for two such regions and %d MiB, since the next kernel reserves its own beside the one it runs in"
              .formatted(
                  ram - SPARE < 2 * LEAST
                      ? "more RAM"
                      : "at most %d MiB".formatted((ram - SPARE) / 2),
                  SPARE),
          "say a smaller --size, or " + otherwise);
    }
  }

  /** Refuses a size that the kernel's quickkexec= does not take. */
  public void requireQuick() throws ReserveRefusedException {
    if (mebibytes < 16 || mebibytes > 4096) {
      throw new ReserveRefusedException(
          "%d MiB for quickkexec=".formatted(mebibytes),
          "16M to 4G, as the kernel takes it",
          "say another --size");
    }
  }

  private static List<Need> needs(FileTree tree) {
    List<Need> needs = new ArrayList<>();
    for (String name : tree.names("/boot")) {
      if (name.startsWith("vmlinuz-")) {
        String release = name.substring("vmlinuz-".length());
        need(
                tree,
                "/boot/" + name,
                List.of("/boot/initrd.img-" + release, "/boot/initramfs-" + release + ".img"))
            .ifPresent(needs::add);
      }
    }
    for (String path : LoaderEntries.paths(tree)) {
      String partition = path.substring(0, path.indexOf("/loader/entries/"));
      String entry = tree.text(path).orElse("");
      String kernel = partition + LoaderEntries.value(entry, "linux").orElse("");
      Optional<String> initrd = LoaderEntries.value(entry, "initrd").map(partition::concat);
      // an entry without the key starts a kernel that needs none
      (initrd.isPresent() ? need(tree, kernel, List.of(initrd.get())) : need(tree, kernel, 0))
          .ifPresent(needs::add);
    }
    return needs;
  }

  private static Optional<Need> need(FileTree tree, String kernel, List<String> initrds) {
    return initrds.stream()
        .flatMap(path -> tree.bytes(path).stream())
        .findFirst()
        .flatMap(initrd -> need(tree, kernel, initrd.remaining()));
  }

  private static Optional<Need> need(FileTree tree, String kernel, long initrd) {
    Optional<ByteBuffer> image = tree.bytes(kernel);
    if (image.isEmpty()) {
      return Optional.empty();
    }
    try {
      BzImage parsed = BzImage.parse(image.get());
      return Optional.of(
          new Need(parsed.release(), parsed.kernelAlignment(), parsed.initSize(), initrd));
    } catch (MalformedImageException e) {
      // not a kernel of this machine, such as memtest or another architecture's
      return Optional.empty();
    }
  }
}
