package io.fleetfoot.agent.command;

import io.fleetfoot.agent.reserve.BootFiles;
import io.fleetfoot.agent.reserve.BootLoader;
import io.fleetfoot.agent.reserve.FileChange;
import io.fleetfoot.agent.reserve.RegionParameter;
import io.fleetfoot.agent.reserve.RegionSize;
import io.fleetfoot.agent.reserve.Reservation;
import io.fleetfoot.agent.reserve.ReservePlan;
import io.fleetfoot.agent.reserve.ReserveRefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reserves a region on the command line of the next boot. */
final class Reserve implements Commands.Command {
  private static final Path HOST = Path.of("/");
  private static final Pattern SIZE =
      Pattern.compile("([1-9][0-9]{0,5})([MG])(?:@([1-9][0-9]{0,5})([MG]))?");
  private static final String USAGE =
      """
      Usage: fleetfoot-agent reserve [--size auto|256M] [--quick | --no-quick] [--dry-run] [--undo]
                                     [--config FILE] [--root DIR [--ram 8G]]

      Puts crashkernel= on the kernel's command line from the next boot on, which reserves the region
      that kernels are staged in; or quickkexec= where the running kernel has a region of quick kexec.
      Shows each change before it makes it; each file is whole or not written. A file that others
      write as well is kept as it was before the first change, for ever, as FILE.before-fleetfoot.
      Called again, it does nothing; called for another size or the other region, it replaces its own
      parameter. It knows GRUB with update-grub, and boot loader entries: systemd-boot, RHEL, Fedora.

        --size      how large the region is, or auto, from the kernels and initrds in /boot (auto):
                    at least what the smallest of them needs, 16M where none is there, and so much
                    that two such regions and 256M fit into the RAM; quickkexec= takes 16M to 4G,
                    and 256M@2G too, which says where it begins
        --quick     puts quickkexec= there, for a next kernel that has quick kexec
        --no-quick  puts crashkernel= there, whatever the running kernel has
        --dry-run   shows the changes and makes none
        --undo      takes away what this command has put there, and says of each file whether it is
                    then as it was before the first change
        --config    the agent's properties file, for quick.region (/etc/fleetfoot/agent.properties,
                    if it is there)
        --root      a host's root file system that is mounted there, instead of this host's
        --ram       the RAM of the host that boots from --root (that of this machine)

      With --root, GRUB's menu is written by chroot DIR update-grub. This command runs it, as root:
      mount DIR's own /boot and /boot/efi first, and this machine's /dev, /proc and /sys below DIR
      (mount --rbind /dev DIR/dev). The host that boots from DIR then has the region from its next
      boot on, and --root DIR --undo takes it back.

      It refuses where somebody else has put the same parameter, and says who; a crashkernel= of
      kdump and a quickkexec= do not disturb each other.
      """;

  private final Function<Path, BootFiles> hosts;
  private final HostMemory memory;

  /** Takes what opens a root file system, and this host's memory. */
  Reserve(Function<Path, BootFiles> hosts, HostMemory memory) {
    this.hosts = hosts;
    this.memory = memory;
  }

  @Override
  public String usage() {
    return USAGE;
  }

  @Override
  public void run(List<String> arguments, PrintStream out) throws IOException {
    Options options =
        Options.parse(
                arguments,
                Set.of("--size", "--config", "--root", "--ram"),
                Set.of("--dry-run", "--undo", "--quick", "--no-quick"))
            .withoutArguments();
    requireOne(options.flag("--undo"), "--undo", options.text("--size").isPresent(), "--size");
    requireOne(options.flag("--quick"), "--quick", options.flag("--no-quick"), "--no-quick");
    requireUsable(options);
    Path root = options.optionalPath("--root").orElse(HOST).toAbsolutePath().normalize();
    BootFiles files = hosts.apply(root);
    ReservePlan plan;
    try {
      plan = options.flag("--undo") ? Reservation.undo(files.tree()) : plan(options, files, out);
    } catch (ReserveRefusedException e) {
      throw new CommandException(
          e.getMessage()
              + (root.equals(HOST) ? "" : " (paths are those under %s)".formatted(root)));
    }
    show(plan, root, out);
    if (plan.isEmpty()) {
      out.println("nothing to do: all is so already");
    } else if (options.flag("--dry-run")) {
      out.println("nothing was changed");
    } else {
      apply(files, plan);
      out.println(done(root, options.flag("--undo")));
    }
  }

  private static String done(Path root, boolean undone) {
    if (root.equals(HOST)) {
      return undone
          ? "done: from the next boot on nothing is reserved"
          : "done: reboot this host once by its firmware; fleetfoot-agent doctor then shows the region; fleetfoot-agent reserve --undo takes it back";
    }
    return undone
        ? "done: the host that boots from %s reserves nothing from its next boot on".formatted(root)
        : "done: the host that boots from %1$s has the region from its next boot on, and fleetfoot-agent doctor on it shows it; fleetfoot-agent reserve --root %1$s --undo takes it back"
            .formatted(root);
  }

  /** Refuses what would else be passed over or blamed on the boot loader. */
  private void requireUsable(Options options) {
    Optional<Path> config = options.optionalPath("--config");
    if (config.isPresent()) {
      // reads the file; one that cannot be read is refused
      var unused = memory.hasQuickRegion(config);
    }
    Optional<Path> root = options.optionalPath("--root");
    if (root.isPresent() && !Files.isDirectory(root.get())) {
      throw new WrongUseException(
          "--root: found %s, which is no directory, wanted the root file system of a host, mounted there"
              .formatted(root.get()));
    }
    if (root.isEmpty() && options.text("--ram").isPresent()) {
      throw new WrongUseException(
          "found --ram without --root, wanted both: of this host the RAM is known");
    }
  }

  private static void requireOne(boolean first, String one, boolean second, String other) {
    if (first && second) {
      throw new WrongUseException("found %s and %s, wanted one of them".formatted(one, other));
    }
  }

  private ReservePlan plan(Options options, BootFiles files, PrintStream out)
      throws ReserveRefusedException {
    boolean here = options.text("--root").isEmpty();
    boolean quick =
        options.flag("--quick")
            || !options.flag("--no-quick")
                && here
                && memory.hasQuickRegion(options.optionalPath("--config"));
    // first, since no --size helps where the boot loader is not known
    BootLoader.of(files.tree());
    String size = options.text("--size").orElse("auto");
    Optional<String> offset = offset(size, quick);
    RegionSize region = size.equals("auto") ? RegionSize.auto(files.tree()) : said(size);
    List<String> without = region.requireRoomForAKernel(files.tree());
    requireRam(region, options, out);
    if (quick) {
      region.requireQuick();
    }
    out.printf("region: %d MiB: %s%n", region.mebibytes(), region.reason());
    without.forEach(kernel -> out.println("note: too small for one kernel: " + kernel));
    offset.ifPresent(
        at ->
            out.printf(
                "note: the next kernel runs in that memory and cannot reserve it at %s again%n",
                at.substring(1)));
    return Reservation.reserve(
        files.tree(),
        new RegionParameter(
            quick ? RegionParameter.QUICKKEXEC : RegionParameter.CRASHKERNEL,
            region.mebibytes() + "M" + offset.orElse("")));
  }

  private void requireRam(RegionSize region, Options options, PrintStream out)
      throws ReserveRefusedException {
    Optional<String> said = options.text("--ram");
    OptionalLong ram = said.isPresent() ? ram(said.get()) : memory.systemRam();
    boolean here = options.text("--root").isEmpty();
    if (ram.isEmpty()) {
      out.printf(
          "note: the RAM is not known, wanted %d MiB for it; %s%n",
          region.wantedRam(), here ? "run this as root" : "say --ram");
      return;
    }
    region.requireRoomForTwo(
        ram.getAsLong(),
        here
            ? "reboot this host by its firmware"
            : "--ram, if the machine that boots from there has more");
  }

  private static OptionalLong ram(String said) {
    Matcher matcher = SIZE.matcher(said);
    if (!matcher.matches() || said.contains("@")) {
      throw new WrongUseException(
          "--ram: found %s, wanted RAM such as 2048M or 8G".formatted(said));
    }
    return OptionalLong.of(mebibytes(matcher.group(1), matcher.group(2)) << 20);
  }

  private static RegionSize said(String size) {
    Matcher matcher = matcher(size);
    return new RegionSize(mebibytes(matcher.group(1), matcher.group(2)), "as --size says");
  }

  /** Returns where the region begins, as the kernel reads it. */
  private static Optional<String> offset(String size, boolean quick) {
    if (!size.contains("@")) {
      return Optional.empty();
    }
    Matcher matcher = matcher(size);
    long mebibytes = mebibytes(matcher.group(3), matcher.group(4));
    if (!quick || mebibytes % 2 != 0) {
      throw new WrongUseException(
          "--size: found %s, wanted a size alone, or with --quick an offset in steps of 2M"
              .formatted(size));
    }
    return Optional.of("@" + mebibytes + "M");
  }

  private static Matcher matcher(String size) {
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches()) {
      throw new WrongUseException(
          "--size: found %s, wanted auto or a size such as 256M or 1G".formatted(size));
    }
    return matcher;
  }

  private static long mebibytes(String number, String unit) {
    return unit.equals("G") ? Long.parseLong(number) << 10 : Long.parseLong(number);
  }

  private static void show(ReservePlan plan, Path root, PrintStream out) {
    out.println("boot loader: " + plan.bootLoader().title());
    for (FileChange change : plan.changes()) {
      out.print(change.diff());
    }
    plan.changes().forEach(change -> out.println("original: " + change.original().of(change)));
    if (!plan.isEmpty() && plan.command().isPresent()) {
      String command = String.join(" ", plan.command().get());
      out.println(
          root.equals(HOST)
              ? "then: " + command
              : "then: chroot %1$s %2$s, which needs this machine's /dev, /proc and /sys below %1$s"
                  .formatted(root, command));
    }
  }

  private static void apply(BootFiles files, ReservePlan plan) {
    try {
      files.apply(plan);
    } catch (IOException e) {
      String also = e.getSuppressed().length == 0 ? "" : "; not restored: " + e.getSuppressed()[0];
      throw new CommandException(
          "%s; the files are as they were%s".formatted(e.getMessage(), also));
    }
  }
}
