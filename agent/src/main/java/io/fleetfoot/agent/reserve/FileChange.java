package io.fleetfoot.agent.reserve;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One file, before and after.
 *
 * @param path where it is
 * @param before its text, absent when it is made
 * @param after its text, absent when it is taken away
 * @param original what becomes of the file as it was before the first change
 */
public record FileChange(
    String path, Optional<String> before, Optional<String> after, Original original) {

  /** Refuses a change that changes nothing. */
  public FileChange {
    if (before.equals(after)) {
      throw new IllegalArgumentException(path + " would stay as it is");
    }
  }

  /** Returns the change as a unified diff. */
  public String diff() {
    List<String> old = lines(before);
    List<String> next = lines(after);
    int head = 0;
    while (head < Math.min(old.size(), next.size()) && old.get(head).equals(next.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < Math.min(old.size(), next.size()) - head
        && old.get(old.size() - 1 - tail).equals(next.get(next.size() - 1 - tail))) {
      tail++;
    }
    return "--- %s\n+++ %s\n@@ -%s +%s @@\n%s%s"
        .formatted(
            before.isPresent() ? path : "/dev/null",
            after.isPresent() ? path : "/dev/null",
            range(old, head, tail),
            range(next, head, tail),
            marked("-", old, head, tail),
            marked("+", next, head, tail));
  }

  private static List<String> lines(Optional<String> text) {
    return text.filter(content -> !content.isEmpty())
        .map(content -> Arrays.asList(content.split("\n", -1)))
        .map(
            parts ->
                parts.get(parts.size() - 1).isEmpty() ? parts.subList(0, parts.size() - 1) : parts)
        .orElse(List.of());
  }

  private static String range(List<String> lines, int head, int tail) {
    int count = lines.size() - head - tail;
    return "%d,%d".formatted(count == 0 ? head : head + 1, count);
  }

  private static String marked(String mark, List<String> lines, int head, int tail) {
    return lines.subList(head, lines.size() - tail).stream()
        .map(line -> mark + line + "\n")
        .collect(Collectors.joining());
  }
}
