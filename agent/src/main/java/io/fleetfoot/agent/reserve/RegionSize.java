package io.fleetfoot.agent.reserve;

import io.fleetfoot.agent.bootmenu.FileTree;
import io.fleetfoot.agent.bootmenu.LoaderEntries;
import io.fleetfoot.agent.image.BzImage;
import io.fleetfoot.agent.image.MalformedImageException;
import io.fleetfoot.agent.kexec.KexecPlanner;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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

  /** What a kernel needs of the region, in bytes. */
  private record Need(String release, long alignment, long kernel, long initrd) {
    long bytes() {
      return alignment + kernel + LAYOUT + initrd + KexecPlanner.LAUNCHER_WINDOW;
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
            .max((a, b) -> Long.compare(a.bytes(), b.bytes()))
            .orElseThrow(
                () ->
                    new ReserveRefusedException(
                        "no bzImage with its initrd in /boot and in the boot loader's entries",
                        "one to compute the size from",
                        "say --size 256M, or what your kernel images need"));
    long wanted = largest.bytes() + Math.max(largest.bytes() / 4, 32 * MIB);
    long size = (wanted + STEP * MIB - 1) / (STEP * MIB) * STEP;
    return new RegionSize(
        Math.max(size, 2 * STEP),
        "%s takes %d MiB, its initrd %d MiB; the rest is room to grow"
            .formatted(
                largest.release(), largest.kernel() / MIB, (largest.initrd() + MIB - 1) / MIB));
  }

  /**
   * Refuses a size beside which the next kernel could not reserve another.
   *
   * @param systemRam how many bytes of RAM the host has
   */
  public void requireRoomForTwo(long systemRam) throws ReserveRefusedException {
    if (2 * mebibytes + SPARE > systemRam / MIB) {
      throw new ReserveRefusedException(
          "%d MiB of RAM for a region of %d MiB".formatted(systemRam / MIB, mebibytes),
          "RAM for two such regions and %d MiB, since the next kernel reserves its own beside the one it runs in"
              .formatted(SPARE),
          "say a smaller --size, or reboot this host by its firmware");
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
