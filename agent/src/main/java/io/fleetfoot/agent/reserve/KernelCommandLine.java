package io.fleetfoot.agent.reserve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a kernel command line as boot loaders' files hold them. */
final class KernelCommandLine {
  private KernelCommandLine() {}

  /** Returns the values that a parameter has outside of comments. */
  static List<String> values(String name, String text) {
    Pattern parameter = Pattern.compile("(?<![\\w.-])" + name + "=([^\\s\"']*)");
    List<String> values = new ArrayList<>();
    text.lines()
        .filter(line -> !line.stripLeading().startsWith("#"))
        .forEach(
            line -> {
              Matcher matcher = parameter.matcher(line);
              while (matcher.find()) {
                values.add(matcher.group(1));
              }
            });
    return values;
  }

  /** Returns the words with a word of ours replaced, added, or taken away when there is none. */
  static String with(
      String words, Optional<RegionParameter> ours, Optional<RegionParameter> wanted) {
    String without =
        ours.map(parameter -> Pattern.quote(parameter.toString()))
            .map(word -> words.replaceAll("^" + word + "(\\s+|$)|\\s+" + word + "(?=\\s|$)", ""))
            .orElse(words);
    if (wanted.isEmpty()) {
      return without;
    }
    String stripped = without.stripTrailing();
    return (stripped.isBlank() ? "" : stripped + " ") + wanted.get();
  }
}
