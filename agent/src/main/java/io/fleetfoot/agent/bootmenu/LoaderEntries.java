package io.fleetfoot.agent.bootmenu;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Entries of the Boot Loader Specification: type 1 as {@code key value} a line, and unified kernel
 * images by their names.
 */
public final class LoaderEntries {

  /** Where they may be. */
  public static final List<String> DIRECTORIES =
      List.of("/boot/loader/entries", "/efi/loader/entries", "/boot/efi/loader/entries");

  private static final List<String> PARTITIONS = List.of("/boot", "/efi", "/boot/efi");
  private static final String CONF = ".conf";
  private static final String EFI = ".efi";

  private LoaderEntries() {}

  /** Returns the files of all entries of type 1 that start a Linux kernel. */
  public static List<String> paths(FileTree tree) {
    return DIRECTORIES.stream().flatMap(directory -> paths(tree, directory)).toList();
  }

  /** Returns the first value of a key. */
  public static Optional<String> value(String entry, String key) {
    return entry
        .lines()
        .map(String::strip)
        .filter(line -> line.matches(key + "\\s+\\S.*"))
        .map(line -> line.substring(key.length()).strip())
        .findFirst();
  }

  /** Returns what systemd-boot offers, by the names that bootctl knows. */
  static List<BootMenu.Entry> ofSystemdBoot(FileTree tree) {
    List<BootMenu.Entry> entries = new ArrayList<>();
    paths(tree)
        .forEach(path -> entry(tree, path, withoutTries(name(path))).ifPresent(entries::add));
    for (String partition : PARTITIONS) {
      for (String name : tree.names(partition + "/EFI/Linux")) {
        if (name.endsWith(EFI)) {
          entries.add(new BootMenu.Entry(withoutTries(name), unified(name)));
        }
      }
    }
    return plainFirst(entries);
  }

  /** Returns what GRUB's blscfg offers, which reads one directory and takes names as they are. */
  static List<BootMenu.Entry> ofGrub(FileTree tree) {
    return plainFirst(
        paths(tree, DIRECTORIES.get(0))
            .flatMap(path -> entry(tree, path, stem(name(path))).stream())
            .toList());
  }

  private static Stream<String> paths(FileTree tree, String directory) {
    return tree.names(directory).stream()
        .filter(name -> name.endsWith(CONF))
        .map(name -> directory + "/" + name)
        .filter(path -> value(tree.text(path).orElse(""), "linux").isPresent());
  }

  private static Optional<BootMenu.Entry> entry(FileTree tree, String path, String id) {
    String text = tree.text(path).orElse("");
    boolean rescue = text.lines().anyMatch(line -> isOptions(line) && KernelLine.isRescue(line));
    return rescue
        ? Optional.empty()
        : release(text).map(release -> new BootMenu.Entry(id, release));
  }

  private static boolean isOptions(String line) {
    return line.strip().startsWith("options");
  }

  /** Of two with one release, the shorter name is first: RHEL adds ~debug to that of a variant. */
  private static List<BootMenu.Entry> plainFirst(List<BootMenu.Entry> entries) {
    return entries.stream()
        .sorted(Comparator.comparing((BootMenu.Entry entry) -> stem(entry.id())))
        .toList();
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String stem(String name) {
    return name.replaceFirst("\\.(conf|efi)$", "");
  }

  /** Returns the name without the tries that boot counting has put into it: {@code x+3-1.conf}. */
  private static String withoutTries(String name) {
    return name.replaceFirst("\\+[0-9]+(-[0-9]+)?(?=\\.(conf|efi)$)", "");
  }

  // kernel-install calls them MACHINE-ID-RELEASE.efi
  private static String unified(String name) {
    return stem(withoutTries(name)).replaceFirst("^[0-9a-f]{32}-", "");
  }

  /** Returns the release: of the kernel's path where that has one, else of the key version. */
  private static Optional<String> release(String entry) {
    return value(entry, "linux").flatMap(KernelLine::release).or(() -> value(entry, "version"));
  }
}
