package io.fleetfoot.agent.reserve;

import io.fleetfoot.agent.bootmenu.FileTree;
import io.fleetfoot.agent.bootmenu.LoaderEntries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decides which files have to reserve a region, and says who else does. */
public final class Reservation {

  /** Ours among GRUB's; sourced last, since it is the last by name. */
  static final String DROP_IN = "/etc/default/grub.d/zz-fleetfoot.cfg";

  /** Holds the value that this command has put into files that others write as well. */
  static final String RECORD = "/etc/fleetfoot/reserved-region";

  private static final String GRUB_MENU = "/boot/grub/grub.cfg";
  private static final String GRUB_DEFAULTS = "/etc/default/grub";
  private static final String GRUB_DIRECTORY = "/etc/default/grub.d";
  private static final String KERNEL_CMDLINE = "/etc/kernel/cmdline";
  private static final Pattern GRUB_CMDLINE =
      Pattern.compile("(?m)^(GRUB_CMDLINE_LINUX=)([\"'])(.*)\\2[ \\t]*$");

  private final FileTree tree;
  private final Optional<RegionParameter> ours;

  private Reservation(FileTree tree) {
    this.tree = tree;
    this.ours = tree.text(RECORD).flatMap(RegionParameter::in);
  }

  /**
   * Returns what puts a parameter on the next boot's command line, in place of the one that this
   * command has put there before.
   *
   * @throws ReserveRefusedException if the boot loader is not known, or somebody else reserves
   */
  public static ReservePlan reserve(FileTree tree, RegionParameter wanted)
      throws ReserveRefusedException {
    var reservation = new Reservation(tree);
    BootLoader bootLoader = BootLoader.of(tree);
    reservation.refuseOthers(wanted.name());
    return reservation.plan(bootLoader, Optional.of(wanted));
  }

  /**
   * Returns what takes away what this command has put there.
   *
   * @throws ReserveRefusedException if the boot loader is not known
   */
  public static ReservePlan undo(FileTree tree) throws ReserveRefusedException {
    return new Reservation(tree).plan(BootLoader.of(tree), Optional.empty());
  }

  private ReservePlan plan(BootLoader bootLoader, Optional<RegionParameter> wanted)
      throws ReserveRefusedException {
    return switch (bootLoader) {
      case GRUB -> grub(wanted);
      case ENTRIES -> entries(wanted);
    };
  }

  private ReservePlan grub(Optional<RegionParameter> wanted) {
    List<FileChange> changes = new ArrayList<>();
    change(changes, DROP_IN, wanted.map(Reservation::dropIn));
    Optional<ReservePlan.Proof> proof =
        wanted.map(parameter -> new ReservePlan.Proof(GRUB_MENU, parameter.toString()));
    // the power may have failed between the file and the menu
    boolean menuIsBehind = proof.isPresent() && !proof.get().holds(tree);
    Optional<List<String>> command =
        changes.isEmpty() && !menuIsBehind ? Optional.empty() : Optional.of(List.of("update-grub"));
    return new ReservePlan(BootLoader.GRUB, changes, command, proof);
  }

  private static String dropIn(RegionParameter parameter) {
    return """
        # Written by fleetfoot-agent reserve; fleetfoot-agent reserve --undo takes it away.
        GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT %s"
        """
        .formatted(parameter);
  }

  private ReservePlan entries(Optional<RegionParameter> wanted) throws ReserveRefusedException {
    List<FileChange> changes = new ArrayList<>();
    for (String path : LoaderEntries.paths(tree)) {
      String entry = tree.text(path).orElse("");
      if (LoaderEntries.value(entry, "options").orElse("").contains("$kernelopts")) {
        throw new ReserveRefusedException(
            "options $kernelopts in " + path,
            "options that are spelled out",
            "grubby --update-kernel=ALL --args=%s changes what it stands for"
                .formatted(wanted.map(RegionParameter::toString).orElse("crashkernel=256M")));
      }
      change(changes, path, Optional.of(EntryOptions.with(entry, ours, wanted)));
    }
    // what kernels that are installed later begin with
    tree.text(KERNEL_CMDLINE)
        .ifPresent(text -> change(changes, KERNEL_CMDLINE, Optional.of(cmdline(text, wanted))));
    tree.text(GRUB_DEFAULTS)
        .ifPresent(text -> change(changes, GRUB_DEFAULTS, Optional.of(defaults(text, wanted))));
    change(changes, RECORD, wanted.map(parameter -> parameter + "\n"));
    return new ReservePlan(BootLoader.ENTRIES, changes, Optional.empty(), Optional.empty());
  }

  private String cmdline(String text, Optional<RegionParameter> wanted) {
    String words = text.stripTrailing();
    return KernelCommandLine.with(words, ours, wanted) + text.substring(words.length());
  }

  private String defaults(String text, Optional<RegionParameter> wanted) {
    Matcher matcher = GRUB_CMDLINE.matcher(text);
    return matcher.replaceFirst(
        found ->
            Matcher.quoteReplacement(
                found.group(1)
                    + found.group(2)
                    + KernelCommandLine.with(found.group(3), ours, wanted)
                    + found.group(2)));
  }

  private void change(List<FileChange> changes, String path, Optional<String> after) {
    Optional<String> before = tree.text(path);
    if (!before.equals(after)) {
      changes.add(new FileChange(path, before, after));
    }
  }

  private void refuseOthers(String name) throws ReserveRefusedException {
    for (String path : candidates()) {
      List<String> foreign = KernelCommandLine.values(name, tree.text(path).orElse(""));
      foreign.removeIf(value -> Optional.of(new RegionParameter(name, value)).equals(ours));
      if (!foreign.isEmpty()) {
        throw new ReserveRefusedException(
            "%s=%s in %s, which is %s".formatted(name, foreign.get(0), path, owner(path, name)),
            "no %s= but this command's own".formatted(name),
            "that region serves the agent as well if it is large enough and nobody loads a crash image into it; else take it away there and call this again");
      }
    }
  }

  private List<String> candidates() {
    List<String> paths = new ArrayList<>(List.of(GRUB_DEFAULTS));
    tree.names(GRUB_DIRECTORY).stream()
        .map(name -> GRUB_DIRECTORY + "/" + name)
        .filter(path -> path.endsWith(".cfg") && !path.equals(DROP_IN))
        .forEach(paths::add);
    paths.add(KERNEL_CMDLINE);
    paths.addAll(LoaderEntries.paths(tree));
    return paths;
  }

  private String owner(String path, String name) {
    if (name.equals(RegionParameter.CRASHKERNEL) && path.endsWith("/kdump-tools.cfg")) {
      return "the package kdump-tools'";
    }
    boolean kdump = tree.exists("/usr/sbin/kdump-config") || tree.exists("/usr/bin/kdumpctl");
    return kdump && name.equals(RegionParameter.CRASHKERNEL)
        ? "kdump's, as it seems: kdump is installed"
        : "not from this command";
  }
}
