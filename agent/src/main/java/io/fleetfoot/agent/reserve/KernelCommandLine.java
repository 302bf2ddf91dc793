package io.fleetfoot.agent.reserve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a kernel command line as boot loaders' files hold them. */
final class KernelCommandLine {
  private static final Pattern CRASHKERNEL = Pattern.compile("crashkernel=([^\\s\"']*)");

  private KernelCommandLine() {}

  /** Returns the values of all crashkernel= outside of comments. */
  static List<String> crashkernels(String text) {
    List<String> values = new ArrayList<>();
    text.lines()
        .filter(line -> !line.stripLeading().startsWith("#"))
        .forEach(
            line -> {
              Matcher matcher = CRASHKERNEL.matcher(line);
              while (matcher.find()) {
                values.add(matcher.group(1));
              }
            });
    return values;
  }

  /** Returns the words with a value of ours replaced, added, or taken away when there is none. */
  static String with(String words, Optional<String> ours, Optional<String> wanted) {
    String without =
        ours.map(value -> Pattern.quote("crashkernel=" + value))
            .map(word -> words.replaceAll("^" + word + "(\\s+|$)|\\s+" + word + "(?=\\s|$)", ""))
            .orElse(words);
    if (wanted.isEmpty()) {
      return without;
    }
    String stripped = without.stripTrailing();
    return (stripped.isBlank() ? "" : stripped + " ") + "crashkernel=" + wanted.get();
  }
}
