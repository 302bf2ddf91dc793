package io.fleetfoot.agent.reserve;

import java.util.Optional;

/** The command lines in entries by the Boot Loader Specification, type 1. */
final class EntryOptions {

  private EntryOptions() {}

  /** Returns the entry with a parameter of ours on its first line of options. */
  static String with(
      String entry, Optional<RegionParameter> ours, Optional<RegionParameter> wanted) {
    StringBuilder result = new StringBuilder();
    boolean done = false;
    for (String line : entry.split("(?<=\n)", -1)) {
      String text = line.stripTrailing();
      if (text.matches("options(\\s.*)?")) {
        Optional<RegionParameter> parameter = done ? Optional.empty() : wanted;
        result.append(KernelCommandLine.with(text, ours, parameter));
        result.append(line.substring(text.length()));
        done = true;
      } else {
        result.append(line);
      }
    }
    if (!done && wanted.isPresent()) {
      boolean ended = entry.isEmpty() || entry.endsWith("\n");
      result.append(ended ? "" : "\n").append("options " + wanted.get() + "\n");
    }
    return result.toString();
  }
}
