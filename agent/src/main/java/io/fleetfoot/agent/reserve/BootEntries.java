package io.fleetfoot.agent.reserve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Entries by the Boot Loader Specification, type 1: {@code key value} a line. */
final class BootEntries {
  static final List<String> DIRECTORIES =
      List.of("/boot/loader/entries", "/efi/loader/entries", "/boot/efi/loader/entries");

  private BootEntries() {}

  /** Returns the entries that start a Linux kernel. */
  static List<String> paths(FileTree tree) {
    List<String> paths = new ArrayList<>();
    for (String directory : DIRECTORIES) {
      for (String name : tree.names(directory)) {
        String path = directory + "/" + name;
        if (name.endsWith(".conf") && value(tree.text(path).orElse(""), "linux").isPresent()) {
          paths.add(path);
        }
      }
    }
    return paths;
  }

  /** Returns the first value of a key. */
  static Optional<String> value(String entry, String key) {
    return entry
        .lines()
        .map(String::strip)
        .filter(line -> line.matches(key + "\\s+\\S.*"))
        .map(line -> line.substring(key.length()).strip())
        .findFirst();
  }

  /** Returns the entry with a parameter of ours on its first line of options. */
  static String with(String entry, Optional<String> ours, Optional<String> wanted) {
    StringBuilder result = new StringBuilder();
    boolean done = false;
    for (String line : entry.split("(?<=\n)", -1)) {
      String text = line.stripTrailing();
      if (text.matches("options(\\s.*)?")) {
        Optional<String> parameter = done ? Optional.empty() : wanted;
        result.append(KernelCommandLine.with(text, ours, parameter));
        result.append(line.substring(text.length()));
        done = true;
      } else {
        result.append(line);
      }
    }
    if (!done && wanted.isPresent()) {
      boolean ended = entry.isEmpty() || entry.endsWith("\n");
      result.append(ended ? "" : "\n").append("options crashkernel=" + wanted.get() + "\n");
    }
    return result.toString();
  }
}
