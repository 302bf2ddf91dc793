package io.fleetfoot.agent.command;

import io.fleetfoot.agent.reserve.BootFiles;
import io.fleetfoot.agent.reserve.FileChange;
import io.fleetfoot.agent.reserve.RegionParameter;
import io.fleetfoot.agent.reserve.RegionSize;
import io.fleetfoot.agent.reserve.Reservation;
import io.fleetfoot.agent.reserve.ReservePlan;
import io.fleetfoot.agent.reserve.ReserveRefusedException;
import java.io.IOException;
import java.io.PrintStream;
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
                                     [--config FILE] [--root DIR]

      Puts crashkernel= on the kernel's command line from the next boot on, which reserves the region
      that kernels are staged in; or quickkexec= where the running kernel has a region of quick kexec.
      Shows each change before it makes it; each file is whole or not written. A file that others
      write as well is kept as it was before the first change, for ever, as FILE.before-fleetfoot.
      Called again, it does nothing; called for another size or the other region, it replaces its own
      parameter. It knows GRUB with update-grub, and boot loader entries: systemd-boot, RHEL, Fedora.

        --size      how large the region is, or auto, from the kernels and initrds in /boot (auto);
                    quickkexec= takes 256M@2G too, which says where it begins
        --quick     puts quickkexec= there, for a next kernel that has quick kexec
        --no-quick  puts crashkernel= there, whatever the running kernel has
        --dry-run   shows the changes and makes none
        --undo      takes away what this command has put there, and says of each file whether it is
                    then as it was before the first change
        --config    the agent's properties file, for quick.region (/etc/fleetfoot/agent.properties,
                    if it is there)
        --root      a host's root file system that is mounted there, instead of this host's

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
                Set.of("--size", "--config", "--root"),
                Set.of("--dry-run", "--undo", "--quick", "--no-quick"))
            .withoutArguments();
    requireOne(options.flag("--undo"), "--undo", options.text("--size").isPresent(), "--size");
    requireOne(options.flag("--quick"), "--quick", options.flag("--no-quick"), "--no-quick");
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
    String size = options.text("--size").orElse("auto");
    Optional<String> offset = offset(size, quick);
    RegionSize region = size.equals("auto") ? RegionSize.auto(files.tree()) : said(size);
    OptionalLong ram = here ? memory.systemRam() : OptionalLong.empty();
    if (ram.isPresent()) {
      region.requireRoomForTwo(ram.getAsLong());
    }
    if (quick) {
      region.requireQuick();
    }
    out.printf("region: %d MiB: %s%n", region.mebibytes(), region.reason());
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

  private static void show(ReservePlan plan, PrintStream out) {
    out.println("boot loader: " + plan.bootLoader().title());
    for (FileChange change : plan.changes()) {
      out.print(change.diff());
    }
    plan.changes().forEach(change -> out.println("original: " + change.original().of(change)));
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
