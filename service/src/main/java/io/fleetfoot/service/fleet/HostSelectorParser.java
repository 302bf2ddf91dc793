package io.fleetfoot.service.fleet;

import io.fleetfoot.service.fleet.LabelRequirement.Operator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a selector in text: requirements with commas between, each {@code key}, {@code !key},
 * {@code key=value}, {@code key==value}, {@code key!=value}, {@code key in (a,b)} or {@code key
 * notin (a,b)}, as apimachinery's labels.Parse reads it.
 */
final class HostSelectorParser {

  private static final String SPECIAL = "(),=!";

  private final String text;
  private final Map<String, String> pairs = new LinkedHashMap<>();
  private final List<LabelRequirement> expressions = new ArrayList<>();
  private int at;

  HostSelectorParser(String text) {
    this.text = text;
  }

  HostSelector parse() {
    if (text.isBlank()) {
      return HostSelector.everyHost();
    }
    do {
      requirement();
    } while (takes(","));
    if (at < text.length()) {
      throw fault("a comma or the end");
    }
    return new HostSelector(pairs, expressions);
  }

  private void requirement() {
    if (takes("!")) {
      expressions.add(new LabelRequirement(key(), Operator.DOES_NOT_EXIST, List.of()));
      return;
    }
    String key = key();
    if (takes("!=")) {
      expressions.add(new LabelRequirement(key, Operator.NOT_IN, List.of(word())));
    } else if (takes("==") || takes("=")) {
      equal(key, word());
    } else if (takesWord("in")) {
      expressions.add(new LabelRequirement(key, Operator.IN, set()));
    } else if (takesWord("notin")) {
      expressions.add(new LabelRequirement(key, Operator.NOT_IN, set()));
    } else {
      expressions.add(new LabelRequirement(key, Operator.EXISTS, List.of()));
    }
  }

  /** A second value for one key is kept too, though no host has both. */
  private void equal(String key, String value) {
    String before = pairs.putIfAbsent(key, value);
    if (before != null && !before.equals(value)) {
      expressions.add(new LabelRequirement(key, Operator.IN, List.of(value)));
    }
  }

  private List<String> set() {
    if (!takes("(")) {
      throw fault("a set such as (a,b)");
    }
    List<String> values = new ArrayList<>();
    do {
      values.add(word());
    } while (takes(","));
    if (!takes(")")) {
      throw fault("a comma or )");
    }
    return values;
  }

  private String key() {
    String key = word();
    if (key.isEmpty()) {
      throw fault("a label's key");
    }
    return key;
  }

  /** Returns what stands before the next space or special character; maybe nothing. */
  private String word() {
    skipSpaces();
    int from = at;
    while (at < text.length()
        && SPECIAL.indexOf(text.charAt(at)) < 0
        && !Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.substring(from, at);
  }

  private boolean takesWord(String wanted) {
    int before = at;
    if (word().equals(wanted)) {
      return true;
    }
    at = before;
    return false;
  }

  private boolean takes(String wanted) {
    skipSpaces();
    if (text.startsWith(wanted, at)) {
      at += wanted.length();
      skipSpaces();
      return true;
    }
    return false;
  }

  private void skipSpaces() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private IllegalArgumentException fault(String wanted) {
    return new IllegalArgumentException(
        at < text.length()
            ? "found \"%s\" at column %d, wanted %s".formatted(text.charAt(at), at + 1, wanted)
            : "found the end, wanted %s".formatted(wanted));
  }
}
