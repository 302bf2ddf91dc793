package io.fleetfoot.agent.linux;

import io.fleetfoot.agent.bootmenu.BootMenu;
import io.fleetfoot.agent.bootmenu.FileTree;
import io.fleetfoot.agent.loop.BootDefault;
import io.fleetfoot.agent.loop.HostCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The boot loader's default, set by its own program or by one that a person has named. */
final class LinuxBootDefault implements BootDefault {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final FileTree tree;
  private final HostCommands commands;
  private final Optional<Path> hook;

  /** Takes the boot loader's files, and the program that is run in place of the boot loader's. */
  LinuxBootDefault(FileTree tree, HostCommands commands, Optional<Path> hook) {
    this.tree = tree;
    this.commands = commands;
    this.hook = hook;
  }

  @Override
  public Result choose(String release) throws IOException, InterruptedException {
    if (hook.isPresent()) {
      return run(List.of(hook.get().toString()), release, hook.get().toString());
    }
    BootMenu menu = BootMenu.read(tree);
    Optional<BootMenu.Entry> entry = menu.entry(release);
    if (menu.kind() == BootMenu.Kind.UNKNOWN) {
      return new Result(
          Outcome.UNSUPPORTED, "found no boot loader that the agent knows; set commit.command");
    }
    if (entry.isEmpty()) {
      return new Result(
          Outcome.NO_ENTRY,
          "%s has no entry for %s, which was never installed here: a boot by the firmware starts %s"
              .formatted(menu.kind().title(), release, menu.byDefault().orElse("another kernel")));
    }
    if (menu.byDefault().filter(release::equals).isPresent()) {
      return new Result(Outcome.UNCHANGED, "%s starts %s".formatted(menu.kind().title(), release));
    }
    if (!menu.selectable()) {
      return new Result(
          Outcome.UNSUPPORTED,
          "GRUB starts %s, whichever entry is saved; set GRUB_DEFAULT=saved in /etc/default/grub and run update-grub"
              .formatted(menu.byDefault().orElse("an entry by its number")));
    }
    return run(menu.select(entry.get()), release, entry.get().id());
  }

  private Result run(List<String> command, String release, String what)
      throws IOException, InterruptedException {
    HostCommands.Result result = commands.run(command, Map.of("FLEETFOOT_RELEASE", release), LIMIT);
    return result.isSuccess()
        ? new Result(Outcome.COMMITTED, "%s, for %s".formatted(what, release))
        : new Result(
            Outcome.FAILED,
            "%s ended with status %d: %s"
                .formatted(String.join(" ", command), result.status(), result.output()));
  }
}
