package io.fleetfoot.agent.bootmenu;

import io.fleetfoot.agent.reserve.FileTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Entries of the Boot Loader Specification: type 1 as {@code key value} a line, and unified kernel
 * images by their names.
 */
final class LoaderEntries {
  private static final List<String> PARTITIONS = List.of("/boot", "/efi", "/boot/efi");

  private LoaderEntries() {}

  /** Returns the entries of all partitions, the newest release's first. */
  static List<BootMenu.Entry> read(FileTree tree) {
    List<BootMenu.Entry> entries = new ArrayList<>();
    for (String partition : PARTITIONS) {
      String directory = partition + "/loader/entries";
      for (String name : tree.names(directory)) {
        if (name.endsWith(".conf")) {
          tree.text(directory + "/" + name)
              .flatMap(LoaderEntries::release)
              .ifPresent(release -> entries.add(new BootMenu.Entry(id(name), release)));
        }
      }
      for (String name : tree.names(partition + "/EFI/Linux")) {
        if (name.endsWith(".efi")) {
          entries.add(new BootMenu.Entry(id(name), unified(name)));
        }
      }
    }
    entries.sort(Comparator.comparing(BootMenu.Entry::id).reversed());
    return entries;
  }

  /** Returns the name without the tries that boot counting has put into it: {@code x+3-1.conf}. */
  private static String id(String name) {
    return name.replaceFirst("\\+[0-9]+(-[0-9]+)?(?=\\.(conf|efi)$)", "");
  }

  // kernel-install calls them MACHINE-ID-RELEASE.efi
  private static String unified(String name) {
    String stem = id(name).replaceFirst("\\.efi$", "");
    return stem.replaceFirst("^[0-9a-f]{32}-", "");
  }

  /** Returns the release: of the kernel's path where that has one, else of the key version. */
  private static Optional<String> release(String entry) {
    Optional<String> linux = value(entry, "linux");
    if (linux.isEmpty()) {
      return Optional.empty();
    }
    String[] path = linux.get().split("/");
    String file = path[path.length - 1];
    if (file.startsWith("vmlinuz-")) {
      return Optional.of(file.substring("vmlinuz-".length()));
    }
    // kernel-install puts them into /MACHINE-ID/RELEASE/linux
    return value(entry, "version")
        .or(() -> path.length > 2 ? Optional.of(path[path.length - 2]) : Optional.empty());
  }

  private static Optional<String> value(String entry, String key) {
    return entry
        .lines()
        .map(String::strip)
        .filter(line -> line.matches(key + "\\s+\\S.*"))
        .map(line -> line.substring(key.length()).strip())
        .findFirst();
  }
}
