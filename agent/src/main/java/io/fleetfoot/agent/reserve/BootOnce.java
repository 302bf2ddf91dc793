package io.fleetfoot.agent.reserve;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What makes the boot loader start one of the installed kernels at the next boot, and at that one
 * alone.
 *
 * @param entry what the boot loader calls it
 * @param set what tells it
 * @param undo what takes that back, harmless when there is nothing to take back
 */
public record BootOnce(String entry, ReservePlan set, List<String> undo) {
  private static final String GRUB_MENU = "/boot/grub/grub.cfg";
  private static final String GRUB_ENVIRONMENT = "/boot/grub/grubenv";
  private static final String GRUB2_ENVIRONMENT = "/boot/grub2/grubenv";
  private static final Pattern ENTRY =
      Pattern.compile("(?:menuentry|submenu)\\s+(['\"])(.*?)\\1.*");
  private static final Pattern ID =
      Pattern.compile(".*\\$menuentry_id_option\\s+(['\"])(.*?)\\1.*");
  private static final Pattern LINUX = Pattern.compile("linux(?:16|efi)?\\s+(\\S+)(.*)");
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
    BootLoader bootLoader = BootLoader.of(tree);
    if (bootLoader == BootLoader.GRUB) {
      return grub(tree, release);
    }
    String entry =
        BootEntries.paths(tree).stream()
            .filter(path -> starts(tree.text(path).orElse(""), release))
            .map(path -> path.substring(path.lastIndexOf('/') + 1))
            .findFirst()
            .orElseThrow(() -> missing(release, String.join(", ", BootEntries.DIRECTORIES)));
    return BootLoader.startedBySystemdBoot(tree) ? systemdBoot(entry) : grub2(tree, entry);
  }

  /** Returns what runs an undo. */
  public static ReservePlan undoing(List<String> undo) {
    return plan(BootLoader.GRUB, undo, Optional.empty());
  }

  private static BootOnce systemdBoot(String file) {
    // the count of tries left is no part of what bootctl calls an entry
    String entry = file.replaceFirst("\\+[0-9]+(-[0-9]+)?\\.conf$", ".conf");
    return new BootOnce(
        entry,
        plan(BootLoader.ENTRIES, List.of("bootctl", "set-oneshot", entry), Optional.empty()),
        List.of("bootctl", "set-oneshot", ""));
  }

  private static BootOnce grub2(FileTree tree, String file) throws ReserveRefusedException {
    if (!tree.exists(GRUB2_ENVIRONMENT)) {
      throw new ReserveRefusedException(
          "boot loader entries, and neither systemd-boot nor " + GRUB2_ENVIRONMENT,
          "a boot loader that can be told what to start once",
          "let the policy allow a kexec, or reboot this host by hand");
    }
    String entry = file.replaceFirst("\\.conf$", "");
    return new BootOnce(
        entry,
        plan(
            BootLoader.ENTRIES,
            List.of("grub2-reboot", entry),
            Optional.of(new ReservePlan.Proof(GRUB2_ENVIRONMENT, "next_entry=" + entry + "\n"))),
        List.of("grub2-editenv", "-", "unset", "next_entry"));
  }

  private static BootOnce grub(FileTree tree, String release) throws ReserveRefusedException {
    String menu = tree.text(GRUB_MENU).orElse("");
    if (!menu.contains("next_entry") || !tree.exists(GRUB_ENVIRONMENT)) {
      throw new ReserveRefusedException(
          "a %s that does not ask for next_entry, or no %s".formatted(GRUB_MENU, GRUB_ENVIRONMENT),
          "GRUB 2 as update-grub sets it up",
          "run update-grub on the host");
    }
    String entry = grubEntry(menu, release).orElseThrow(() -> missing(release, GRUB_MENU));
    return new BootOnce(
        entry,
        plan(
            BootLoader.GRUB,
            List.of("grub-reboot", entry),
            Optional.of(new ReservePlan.Proof(GRUB_ENVIRONMENT, "next_entry=" + entry + "\n"))),
        List.of("grub-editenv", "-", "unset", "next_entry"));
  }

  /**
   * Returns the first entry that starts the kernel without going to single user, with its menus.
   */
  private static Optional<String> grubEntry(String menu, String release) {
    Deque<String> blocks = new ArrayDeque<>();
    for (String line : menu.lines().map(String::strip).toList()) {
      Matcher linux = LINUX.matcher(line);
      if (linux.matches() && isImageOf(linux.group(1), release) && !isRescue(linux.group(2))) {
        return Optional.of(
            blocks.stream().filter(id -> !id.isEmpty()).collect(Collectors.joining(">")));
      }
      if (line.endsWith("{")) {
        blocks.addLast(entryId(line));
      } else if (line.equals("}")) {
        blocks.pollLast();
      }
    }
    return Optional.empty();
  }

  private static String entryId(String line) {
    Matcher entry = ENTRY.matcher(line);
    if (!entry.matches()) {
      return "";
    }
    Matcher id = ID.matcher(line);
    return id.matches() ? id.group(2) : entry.group(2);
  }

  private static boolean isImageOf(String path, String release) {
    return path.endsWith("/vmlinuz-" + release) || path.endsWith("/" + release + "/linux");
  }

  private static boolean isRescue(String parameters) {
    List<String> words = List.of(parameters.strip().split("\\s+"));
    return words.contains("single") || words.contains("recovery");
  }

  private static boolean starts(String entry, String release) {
    return BootEntries.value(entry, "version").filter(release::equals).isPresent()
        || BootEntries.value(entry, "linux").filter(path -> isImageOf(path, release)).isPresent();
  }

  private static ReserveRefusedException missing(String release, String where) {
    return new ReserveRefusedException(
        "no entry of kernel %s in %s".formatted(release, where),
        "one of exactly that release, which the boot loader can be told to start once",
        INSTALL);
  }

  private static ReservePlan plan(
      BootLoader bootLoader, List<String> command, Optional<ReservePlan.Proof> proof) {
    return new ReservePlan(bootLoader, List.of(), Optional.of(command), proof);
  }
}
