package io.fleetfoot.service.fleet;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the owner of a host says of it, as {@code key=value} pairs with keys that are not blank. */
public record Labels(Map<String, String> values) {

  private static final int LONGEST = 253;

  public Labels {
    values.forEach(Labels::check);
    values = Map.copyOf(values);
  }

  /** Returns no labels. */
  public static Labels none() {
    return new Labels(Map.of());
  }

  /** Says whether each of the given pairs is here. */
  public boolean contain(Map<String, String> wanted) {
    return values.entrySet().containsAll(wanted.entrySet());
  }

  /** Returns these labels and the others, which win. */
  public Labels with(Labels others) {
    Map<String, String> all = new TreeMap<>(values);
    all.putAll(others.values);
    return new Labels(all);
  }

  /** Returns the labels in the order of their keys. */
  public SortedMap<String, String> sorted() {
    return new TreeMap<>(values);
  }

  private static void check(String key, String value) {
    if (key.isBlank() || key.length() > LONGEST) {
      throw new IllegalArgumentException(
          "label key \"%s\" must have 1 to %d characters".formatted(key, LONGEST));
    }
    if (value.length() > LONGEST) {
      throw new IllegalArgumentException(
          "value of label \"%s\" has %d characters, at most %d are allowed"
              .formatted(key, value.length(), LONGEST));
    }
  }
}
