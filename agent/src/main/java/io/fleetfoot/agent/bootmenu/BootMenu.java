package io.fleetfoot.agent.bootmenu;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The kernels that a boot loader offers.
 *
 * @param kind which boot loader it is
 * @param directory where GRUB has its files, {@code /boot/grub} or {@code /boot/grub2}
 * @param entries what it offers, with the release of each kernel; none that ends in a rescue shell
 *     or in another system
 * @param byDefault the release that it starts when nobody chooses, where its files say so
 * @param selectable whether its default is what its own program for that sets
 * @param startsOnce whether it starts once what its own program for that says
 */
public record BootMenu(
    Kind kind,
    Optional<String> directory,
    List<Entry> entries,
    Optional<String> byDefault,
    boolean selectable,
    boolean startsOnce) {

  // systemd's Boot Loader Interface; UTF-16 behind four bytes of attributes
  private static final String LOADER_INFO =
      "/sys/firmware/efi/efivars/LoaderInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";

  /** The boot loaders we know. */
  public enum Kind {
    /** GRUB with its own menu: Debian, Ubuntu. */
    GRUB("GRUB"),
    /** GRUB over boot loader entries: RHEL, Fedora. */
    GRUB_ENTRIES("GRUB with boot loader entries"),
    /** systemd-boot. */
    SYSTEMD_BOOT("systemd-boot"),
    /** None that we know. */
    UNKNOWN("no boot loader that the agent knows");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /** Returns what it is, for people. */
    public String title() {
      return title;
    }
  }

  /**
   * One kernel to choose.
   *
   * @param id what the boot loader calls it
   * @param release the release of its kernel
   */
  public record Entry(String id, String release) {}

  /** Copies the entries. */
  public BootMenu {
    entries = List.copyOf(entries);
  }

  /** Reads the boot loader's files. */
  public static BootMenu read(FileTree tree) {
    if (startedBySystemdBoot(tree)) {
      return new BootMenu(
          Kind.SYSTEMD_BOOT,
          Optional.empty(),
          LoaderEntries.ofSystemdBoot(tree),
          Optional.empty(),
          true,
          true);
    }
    return GrubMenu.read(tree)
        .orElseGet(
            () ->
                new BootMenu(
                    Kind.UNKNOWN, Optional.empty(), List.of(), Optional.empty(), false, false));
  }

  /** Returns whether systemd-boot has started this host, as it says itself in an EFI variable. */
  public static boolean startedBySystemdBoot(FileTree tree) {
    return tree.bytes(LOADER_INFO)
        .map(bytes -> StandardCharsets.UTF_16LE.decode(bytes).toString())
        .filter(info -> info.contains("systemd-boot"))
        .isPresent();
  }

  /**
   * Returns the entry of a release: one that names it, else the first. GRUB's topmost entry is
   * called the same when a newer kernel is installed, and starts that one from then on.
   */
  public Optional<Entry> entry(String release) {
    List<Entry> ofRelease =
        entries.stream().filter(entry -> entry.release().equals(release)).toList();
    return ofRelease.stream()
        .filter(entry -> entry.id().contains(release))
        .findFirst()
        .or(() -> ofRelease.stream().findFirst());
  }

  /** Returns the program that makes an entry the default, with its arguments. */
  public List<String> select(Entry entry) {
    return kind == Kind.SYSTEMD_BOOT
        ? List.of("bootctl", "set-default", entry.id())
        : List.of(grub("set-default"), entry.id());
  }

  /** Returns the program that has an entry started at the next boot alone, with its arguments. */
  public List<String> startOnce(Entry entry) {
    return kind == Kind.SYSTEMD_BOOT
        ? List.of("bootctl", "set-oneshot", entry.id())
        : List.of(grub("reboot"), entry.id());
  }

  /** Returns what takes that back, harmless when there is nothing to take back. */
  public List<String> startNoneOnce() {
    return kind == Kind.SYSTEMD_BOOT
        ? List.of("bootctl", "set-oneshot", "")
        : List.of(grub("editenv"), "-", "unset", "next_entry");
  }

  /** Returns the file in which GRUB's programs note what they are told. */
  public Optional<String> environment() {
    return directory.map(path -> path + "/grubenv");
  }

  /** The programs are called as the directory is; distributions rename both at once. */
  private String grub(String program) {
    String path =
        directory.orElseThrow(() -> new IllegalStateException("no boot loader to be told"));
    return path.substring(path.lastIndexOf('/') + 1) + "-" + program;
  }
}
