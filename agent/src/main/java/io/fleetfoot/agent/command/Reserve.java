package io.fleetfoot.agent.command;

import io.fleetfoot.agent.reserve.BootFiles;
import io.fleetfoot.agent.reserve.FileChange;
import io.fleetfoot.agent.reserve.RegionSize;
import io.fleetfoot.agent.reserve.Reservation;
import io.fleetfoot.agent.reserve.ReservePlan;
import io.fleetfoot.agent.reserve.ReserveRefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts {@code crashkernel=} on the command line of the next boot. */
final class Reserve implements Commands.Command {
  private static final Path HOST = Path.of("/");
  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,5})([MG])");
  private static final String USAGE =
      """
      Usage: fleetfoot-agent reserve [--size auto|256M] [--dry-run] [--undo] [--root DIR]

      Puts crashkernel= on the kernel's command line from the next boot on, which reserves the region
      that kernels are staged in. Shows each change before it makes it; each file is whole or not
      written, and the one before is kept beside it as FILE.before-fleetfoot. Called again, it does
      nothing. It knows GRUB with update-grub, and boot loader entries: systemd-boot, RHEL, Fedora.

        --size     how large the region is, or auto, from the kernels and initrds in /boot (auto)
        --dry-run  shows the changes and makes none
        --undo     takes away what this command has put there
        --root     a host's root file system that is mounted there, instead of this host's

      It refuses where another crashkernel= is, kdump's for example, and says whose it is.
      """;

  private final Function<Path, BootFiles> hosts;
  private final Supplier<OptionalLong> systemRam;

  /** Takes what opens a root file system, and this host's RAM in bytes where it is known. */
  Reserve(Function<Path, BootFiles> hosts, Supplier<OptionalLong> systemRam) {
    this.hosts = hosts;
    this.systemRam = systemRam;
  }

  @Override
  public String usage() {
    return USAGE;
  }

  @Override
  public void run(List<String> arguments, PrintStream out) throws IOException {
    Options options =
        Options.parse(arguments, Set.of("--size", "--root"), Set.of("--dry-run", "--undo"))
            .withoutArguments();
    if (options.flag("--undo") && options.text("--size").isPresent()) {
      throw new WrongUseException("found --undo and --size, wanted one of them");
    }
    Path root = options.optionalPath("--root").orElse(HOST).toAbsolutePath().normalize();
    BootFiles files = hosts.apply(root);
    ReservePlan plan;
    try {
      plan = options.flag("--undo") ? Reservation.undo(files.tree()) : plan(options, files, out);
    } catch (ReserveRefusedException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
    show(plan, out);
    if (plan.isEmpty()) {
      out.println("nothing to do: all is so already");
    } else if (options.flag("--dry-run")) {
      out.println("nothing was changed");
    } else {
      apply(files, plan);
      out.println(
          options.flag("--undo")
              ? "done: from the next boot on nothing is reserved"
              : "done: reboot this host once by its firmware; fleetfoot-agent doctor then shows the region; fleetfoot-agent reserve --undo takes it back");
    }
  }

  private ReservePlan plan(Options options, BootFiles files, PrintStream out)
      throws ReserveRefusedException {
    String size = options.text("--size").orElse("auto");
    RegionSize region = size.equals("auto") ? RegionSize.auto(files.tree()) : said(size);
    OptionalLong ram = options.text("--root").isPresent() ? OptionalLong.empty() : systemRam.get();
    if (ram.isPresent()) {
      region.requireRoomForTwo(ram.getAsLong());
    }
    out.printf("region: %d MiB: %s%n", region.mebibytes(), region.reason());
    return Reservation.reserve(files.tree(), region.mebibytes() + "M");
  }

  private static RegionSize said(String size) {
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches()) {
      throw new WrongUseException(
          "--size: found %s, wanted auto or a size such as 256M or 1G".formatted(size));
    }
    long number = Long.parseLong(matcher.group(1));
    return new RegionSize(matcher.group(2).equals("G") ? number << 10 : number, "as --size says");
  }

  private static void show(ReservePlan plan, PrintStream out) {
    out.println("boot loader: " + plan.bootLoader().title());
    for (FileChange change : plan.changes()) {
      out.print(change.diff());
    }
    if (!plan.isEmpty() && plan.command().isPresent()) {
      out.println("then: " + String.join(" ", plan.command().get()));
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
