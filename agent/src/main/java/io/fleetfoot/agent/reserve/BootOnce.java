package io.fleetfoot.agent.reserve;

import io.fleetfoot.agent.bootmenu.BootMenu;
import io.fleetfoot.agent.bootmenu.BootMenu.Kind;
import io.fleetfoot.agent.bootmenu.FileTree;
import io.fleetfoot.agent.bootmenu.LoaderEntries;
import java.util.List;
import java.util.Optional;

/**
 * What makes the boot loader start one of the installed kernels at the next boot, and at that one
 * alone.
 *
 * @param entry what the boot loader calls it
 * @param set what tells it
 * @param undo what takes that back, harmless when there is nothing to take back
 */
public record BootOnce(String entry, ReservePlan set, List<String> undo) {
  private static final String ENTRIES = String.join(", ", LoaderEntries.DIRECTORIES);
  private static final String INSTALL =
      "install that kernel on the host by its package manager, or let the policy allow a kexec";

  /** Copies the words. */
  public BootOnce {
    undo = List.copyOf(undo);
  }

  /**
   * Finds the entry of the kernel that calls itself exactly {@code release}.
   *
   * @throws ReserveRefusedException if the boot loader is not known or has no such entry
   */
  public static BootOnce of(FileTree tree, String release) throws ReserveRefusedException {
    BootMenu menu = BootMenu.read(tree);
    requireOneBootLoader(menu, LoaderEntries.paths(tree));
    String where = menu.kind() == Kind.GRUB ? menu.directory().orElse("") + "/grub.cfg" : ENTRIES;
    if (!menu.startsOnce()) {
      throw new ReserveRefusedException(
          "a grub.cfg that does not ask for next_entry, or no %s"
              .formatted(menu.environment().orElse("grubenv")),
          "GRUB 2 as its distribution sets it up",
          "run update-grub or grub2-mkconfig on the host");
    }
    BootMenu.Entry entry =
        menu.entry(release)
            .orElseThrow(
                () ->
                    new ReserveRefusedException(
                        "no entry of kernel %s in %s".formatted(release, where),
                        "one of exactly that release, which the boot loader can be told to start once",
                        INSTALL));
    Optional<ReservePlan.Proof> proof =
        menu.environment()
            .map(path -> new ReservePlan.Proof(path, "next_entry=" + entry.id() + "\n"));
    BootLoader bootLoader = menu.kind() == Kind.GRUB ? BootLoader.GRUB : BootLoader.ENTRIES;
    return new BootOnce(
        entry.id(), plan(bootLoader, menu.startOnce(entry), proof), menu.startNoneOnce());
  }

  /** Returns what runs an undo. */
  public static ReservePlan undoing(List<String> undo) {
    return plan(BootLoader.GRUB, undo, Optional.empty());
  }

  private static void requireOneBootLoader(BootMenu menu, List<String> entries)
      throws ReserveRefusedException {
    if (menu.kind() == Kind.GRUB && !entries.isEmpty()) {
      throw new ReserveRefusedException(
          "both GRUB's own menu and " + entries.get(0),
          "one boot loader, or the EFI variable LoaderInfo of systemd-boot",
          "remove what does not boot this host");
    }
    if (menu.kind() == Kind.UNKNOWN) {
      throw new ReserveRefusedException(
          entries.isEmpty()
              ? menu.kind().title()
              : "boot loader entries, and neither systemd-boot nor /boot/grub2/grubenv",
          "a boot loader that can be told what to start once",
          "let the policy allow a kexec, or reboot this host by hand");
    }
  }

  private static ReservePlan plan(
      BootLoader bootLoader, List<String> command, Optional<ReservePlan.Proof> proof) {
    return new ReservePlan(bootLoader, List.of(), Optional.of(command), proof);
  }
}
