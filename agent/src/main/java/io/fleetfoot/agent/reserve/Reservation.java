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

  private static final Pattern OUR_DROP_IN =
      Pattern.compile(
          "# Written by fleetfoot-agent reserve[^\n]*\n"
              + "GRUB_CMDLINE_LINUX_DEFAULT=\"\\$GRUB_CMDLINE_LINUX_DEFAULT [a-z]+=[^\\s\"]*\"\n");

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

  private ReservePlan grub(Optional<RegionParameter> wanted) throws ReserveRefusedException {
    if (!tree.text(DROP_IN).map(text -> OUR_DROP_IN.matcher(text).matches()).orElse(true)) {
      throw new ReserveRefusedException(
          "lines in %s that this command has not written".formatted(DROP_IN),
          "a file of this command alone, which it writes and takes away as a whole",
          "move those lines into another file of " + GRUB_DIRECTORY);
    }
    List<FileChange> changes = new ArrayList<>();
    own(changes, DROP_IN, wanted.map(Reservation::dropIn));
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
      change(changes, path, wanted, EntryOptions::with);
    }
    // what kernels that are installed later begin with
    change(changes, KERNEL_CMDLINE, wanted, Reservation::cmdline);
    change(changes, GRUB_DEFAULTS, wanted, Reservation::defaults);
    own(changes, RECORD, wanted.map(parameter -> parameter + "\n"));
    return new ReservePlan(BootLoader.ENTRIES, changes, Optional.empty(), Optional.empty());
  }

  private static String cmdline(
      String text, Optional<RegionParameter> had, Optional<RegionParameter> has) {
    String words = text.stripTrailing();
    return KernelCommandLine.with(words, had, has) + text.substring(words.length());
  }

  private static String defaults(
      String text, Optional<RegionParameter> had, Optional<RegionParameter> has) {
    Matcher matcher = GRUB_CMDLINE.matcher(text);
    return matcher.replaceFirst(
        found ->
            Matcher.quoteReplacement(
                found.group(1)
                    + found.group(2)
                    + KernelCommandLine.with(found.group(3), had, has)
                    + found.group(2)));
  }

  /** How one parameter comes into the place of another in a file that others write as well. */
  private interface Edit {
    String with(String text, Optional<RegionParameter> had, Optional<RegionParameter> has);
  }

  private void own(List<FileChange> changes, String path, Optional<String> after) {
    Optional<String> before = tree.text(path);
    if (!before.equals(after)) {
      Original original = after.isPresent() ? Original.MADE : Original.TAKEN_AWAY;
      changes.add(new FileChange(path, before, after, original));
    }
  }

  private void change(
      List<FileChange> changes, String path, Optional<RegionParameter> wanted, Edit edit) {
    Optional<String> before = tree.text(path);
    if (before.isEmpty()) {
      return;
    }
    Optional<String> original = tree.text(Original.of(path));
    // the words alone do not bring back blanks, or an entry that had no options
    boolean whole =
        wanted.isEmpty()
            && ours.isPresent()
            && original.map(text -> edit.with(text, Optional.empty(), ours)).equals(before);
    String after = whole ? original.get() : edit.with(before.get(), ours, wanted);
    if (!after.equals(before.get())) {
      Original becomes =
          wanted.isPresent() ? kept(before.get(), original) : undone(original, after);
      changes.add(new FileChange(path, before, Optional.of(after), becomes));
    }
  }

  private Original kept(String before, Optional<String> original) {
    if (original.isPresent()) {
      return Original.KEPT_BEFORE;
    }
    boolean touched =
        ours.stream()
            .anyMatch(
                parameter ->
                    KernelCommandLine.values(parameter.name(), before).contains(parameter.value()));
    return touched ? Original.NEVER_SEEN : Original.KEPT_NOW;
  }

  private static Original undone(Optional<String> original, String after) {
    if (original.isEmpty()) {
      return Original.NOT_KEPT;
    }
    return original.get().equals(after) ? Original.RESTORED : Original.CHANGED_SINCE;
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
