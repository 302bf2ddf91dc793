package io.fleetfoot.agent.bootmenu;

import io.fleetfoot.agent.reserve.FileTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The kernels that a boot loader offers.
 *
 * @param kind which boot loader it is
 * @param entries what it offers, with the release of each kernel
 * @param byDefault the release that it starts when nobody chooses, where its files say so
 * @param selectable whether its default is what its own program for that sets
 */
public record BootMenu(
    Kind kind, List<Entry> entries, Optional<String> byDefault, boolean selectable) {

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
    List<Entry> listed = LoaderEntries.read(tree);
    boolean systemdBoot =
        tree.bytes(LOADER_INFO)
            .map(bytes -> StandardCharsets.UTF_16LE.decode(bytes).toString())
            .filter(info -> info.contains("systemd-boot"))
            .isPresent();
    if (systemdBoot) {
      return new BootMenu(Kind.SYSTEMD_BOOT, listed, Optional.empty(), true);
    }
    for (String directory : List.of("/boot/grub", "/boot/grub2")) {
      Optional<String> config = tree.text(directory + "/grub.cfg");
      if (config.isPresent()) {
        Optional<String> environment = tree.text(directory + "/grubenv");
        return config.get().contains("blscfg") && !listed.isEmpty()
            ? GrubMenu.ofEntries(listed, environment)
            : GrubMenu.parse(config.get(), environment);
      }
    }
    return new BootMenu(Kind.UNKNOWN, List.of(), Optional.empty(), false);
  }

  /** Returns the entry of a release, the first if there are several. */
  public Optional<Entry> entry(String release) {
    return entries.stream().filter(entry -> entry.release().equals(release)).findFirst();
  }

  /** Returns the program that makes an entry the default, with its arguments. */
  public List<String> select(Entry entry, FileTree tree) {
    return switch (kind) {
      case SYSTEMD_BOOT -> List.of("bootctl", "set-default", entry.id());
      case GRUB, GRUB_ENTRIES ->
          List.of(
              tree.exists("/usr/sbin/grub2-set-default") ? "grub2-set-default" : "grub-set-default",
              entry.id());
      case UNKNOWN -> throw new IllegalStateException("no boot loader to set the default of");
    };
  }
}
