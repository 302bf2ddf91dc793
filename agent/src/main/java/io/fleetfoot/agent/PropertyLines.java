package io.fleetfoot.agent;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The keys of a properties file with the lines they stand in, which {@link Properties} forgets. */
final class PropertyLines {
  private final Properties values = new Properties();
  private final Map<String, List<Integer>> lines = new TreeMap<>();

  private PropertyLines() {}

  /**
   * Reads a file's text.
   *
   * @throws IllegalArgumentException if it has a {@code \}{@code u} without four digits
   */
  static PropertyLines of(String text) {
    var read = new PropertyLines();
    List<String> all = text.lines().toList();
    for (int i = 0; i < all.size(); i++) {
      int first = i;
      if (isNoProperty(all.get(i))) {
        continue;
      }
      while (goesOn(all.get(i)) && i + 1 < all.size()) {
        i++;
      }
      read.add(first + 1, String.join("\n", all.subList(first, i + 1)));
    }
    return read;
  }

  /** Returns the values; the last one of a key that is there several times. */
  Properties values() {
    return values;
  }

  /** Returns the numbers of the lines that a key stands in, from 1; none if it is not there. */
  List<Integer> of(Iterable<String> keys) {
    List<Integer> found = new ArrayList<>();
    keys.forEach(key -> found.addAll(lines.getOrDefault(key, List.of())));
    return found.stream().sorted().toList();
  }

  /** Returns what is wrong with the keys that are there several times. */
  List<String> duplicates() {
    return lines.entrySet().stream()
        .filter(key -> key.getValue().size() > 1)
        .map(
            key ->
                "%s: found it in lines %s, wanted it once; remove what you do not mean"
                    .formatted(key.getKey(), numbers(key.getValue())))
        .toList();
  }

  /** Returns numbers as people write them. */
  static String numbers(List<Integer> lines) {
    List<String> texts = lines.stream().map(String::valueOf).toList();
    int last = texts.size() - 1;
    return last == 0
        ? texts.get(0)
        : String.join(", ", texts.subList(0, last)) + " and " + texts.get(last);
  }

  private static boolean isNoProperty(String line) {
    String text = line.stripLeading();
    return text.isEmpty() || text.startsWith("#") || text.startsWith("!");
  }

  // an odd number of backslashes at its end
  private static boolean goesOn(String line) {
    int backslashes = 0;
    while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  private void add(int line, String text) {
    var one = new Properties();
    try {
      one.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException("a text is read without a file", e);
    }
    values.putAll(one);
    one.stringPropertyNames()
        .forEach(key -> lines.computeIfAbsent(key, any -> new ArrayList<>()).add(line));
  }
}
