package io.fleetfoot.agent.reserve.testing;

import io.fleetfoot.agent.bootmenu.FileTree;
import io.fleetfoot.agent.reserve.BootFiles;
import io.fleetfoot.agent.reserve.ReservePlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Files in memory, and a GRUB that notes what it is told where grub-reboot does. */
public final class FakeBootFiles implements BootFiles {
  private static final String GRUB_ENVIRONMENT = "/boot/grub/grubenv";

  private final Map<String, String> files = new TreeMap<>();
  private final List<String> commands = new ArrayList<>();
  private boolean broken;

  /** Adds a file. */
  public FakeBootFiles with(String path, String text) {
    files.put(path, text);
    return this;
  }

  /** Lets every command fail from now on. */
  public void breakCommands() {
    broken = true;
  }

  /** Returns the commands that were run, each in one line. */
  public List<String> commands() {
    return List.copyOf(commands);
  }

  @Override
  public FileTree tree() {
    return new Tree();
  }

  @Override
  public void apply(ReservePlan plan) throws IOException {
    if (!plan.changes().isEmpty()) {
      throw new IOException("no file is changed here");
    }
    if (plan.command().isPresent()) {
      run(plan.command().get());
    }
    if (plan.proof().isPresent() && !plan.proof().get().holds(tree())) {
      throw new IOException("found no " + plan.proof().get().text());
    }
  }

  private void run(List<String> command) throws IOException {
    commands.add(String.join(" ", command));
    if (broken) {
      throw new IOException(String.join(" ", command) + " ended with status 1");
    }
    if (command.get(0).equals("grub-reboot")) {
      files.put(GRUB_ENVIRONMENT, "# GRUB\nnext_entry=" + command.get(1) + "\n####");
    } else if (command.get(0).equals("grub-editenv")) {
      files.put(GRUB_ENVIRONMENT, "# GRUB\n####");
    }
  }

  private final class Tree implements FileTree {
    @Override
    public boolean exists(String path) {
      return files.keySet().stream().anyMatch(p -> p.equals(path) || p.startsWith(path + "/"));
    }

    @Override
    public Optional<String> text(String path) {
      return Optional.ofNullable(files.get(path));
    }

    @Override
    public Optional<ByteBuffer> bytes(String path) {
      return text(path).map(t -> ByteBuffer.wrap(t.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public List<String> names(String directory) {
      return files.keySet().stream()
          .filter(path -> path.startsWith(directory + "/"))
          .map(path -> path.substring(directory.length() + 1))
          .filter(name -> !name.contains("/"))
          .toList();
    }
  }
}
