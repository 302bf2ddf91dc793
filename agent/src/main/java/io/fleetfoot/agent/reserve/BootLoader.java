package io.fleetfoot.agent.reserve;

import io.fleetfoot.agent.bootmenu.BootMenu;
import io.fleetfoot.agent.bootmenu.FileTree;
import io.fleetfoot.agent.bootmenu.LoaderEntries;
import java.util.List;

/** The boot loaders whose command lines can be changed. */
public enum BootLoader {
  /** GRUB whose menu update-grub writes: Debian, Ubuntu. */
  GRUB("GRUB (/etc/default/grub.d, update-grub)"),
  /** Entries by the Boot Loader Specification: systemd-boot, and GRUB of RHEL and Fedora. */
  ENTRIES("boot loader entries (loader/entries/*.conf, /etc/kernel/cmdline)");

  private final String title;

  BootLoader(String title) {
    this.title = title;
  }

  /** Returns what it is, for people. */
  public String title() {
    return title;
  }

  /**
   * Finds out which one boots this host.
   *
   * @throws ReserveRefusedException if that cannot be told
   */
  public static BootLoader of(FileTree tree) throws ReserveRefusedException {
    boolean grub = tree.exists("/usr/sbin/update-grub") && tree.exists("/etc/default/grub");
    boolean entries = !LoaderEntries.paths(tree).isEmpty();
    if (grub && entries && !BootMenu.startedBySystemdBoot(tree)) {
      throw new ReserveRefusedException(
          "both update-grub and " + LoaderEntries.paths(tree).get(0),
          "one boot loader, or the EFI variable LoaderInfo of systemd-boot",
          "remove what does not boot this host, or put crashkernel= there by hand");
    }
    if (entries) {
      return ENTRIES;
    }
    if (grub) {
      return GRUB;
    }
    throw new ReserveRefusedException(
        unifiedKernelImages(tree)
            ? "unified kernel images in EFI/Linux, whose command line is inside"
            : "no boot loader this command knows",
        "/etc/default/grub with update-grub, or entries in "
            + String.join(", ", LoaderEntries.DIRECTORIES),
        "put crashkernel= on the kernel's command line by the tools of this host");
  }

  private static boolean unifiedKernelImages(FileTree tree) {
    return List.of("/boot", "/efi", "/boot/efi").stream()
        .flatMap(partition -> tree.names(partition + "/EFI/Linux").stream())
        .anyMatch(name -> name.endsWith(".efi"));
  }
}
