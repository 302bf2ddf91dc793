package io.fleetfoot.agent.command;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may be signed as a kernel's command line. Braces mean nothing to a kernel and reach it as
 * they are; only what looks like a placeholder that nobody fills in is refused.
 */
final class CommandLineRules {
  private static final String OPTION = "--command-line";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}|\\{running");
  private static final String RUNNING = "{running}";
  // COMMAND_LINE_SIZE of x86 with its NUL, arch/x86/include/asm/setup.h
  private static final long LONGEST = 2047;
  // what the agent appends: " panic=30 oops=panic fleetfoot.exec=" and an id of 32 characters
  private static final int AGENTS_OWN = 68;

  private CommandLineRules() {}

  /**
   * Judges a template.
   *
   * @param mayBeEmpty whether the person has said that it shall be empty
   * @param kernelsLimit how many bytes the kernel takes, without the final NUL
   * @throws WrongUseException if no host could be started with it, or nobody can have meant it
   */
  static void judge(String template, boolean mayBeEmpty, long kernelsLimit) {
    if (template.isBlank() && !mayBeEmpty) {
      throw wrong(
          "an empty one",
          "at least root=, or {running}; if the kernel needs none, --empty-command-line instead");
    }
    for (int i = 0; i < template.length(); i++) {
      char found = template.charAt(i);
      if (found < ' ' || found > '~') {
        throw wrong(
            "0x%02x as its character %d".formatted((int) found, i + 1),
            "one line of printable ASCII");
      }
    }
    requireKnownPlaceholders(template);
    // next_arg() of lib/cmdline.c: a quote that stays open takes the rest of the line with it
    if (template.chars().filter(c -> c == '"').count() % 2 == 1) {
      throw wrong(
          "an odd number of double quotes",
          "each one closed, or the parameters behind it would be lost");
    }
    long limit = Math.min(LONGEST, kernelsLimit) - AGENTS_OWN;
    int length = template.replace(RUNNING, "").length();
    if (length > limit) {
      throw wrong(
          "%d characters without {running}".formatted(length),
          "at most %d, for this kernel takes %d and the agent appends %d"
              .formatted(limit, limit + AGENTS_OWN, AGENTS_OWN));
    }
  }

  private static void requireKnownPlaceholders(String template) {
    Matcher placeholder = PLACEHOLDER.matcher(template);
    while (placeholder.find()) {
      if (!placeholder.group().equals(RUNNING)) {
        throw wrong(placeholder.group(), "no placeholder but {running}");
      }
    }
  }

  private static WrongUseException wrong(String found, String wanted) {
    return new WrongUseException("%s: found %s, wanted %s".formatted(OPTION, found, wanted));
  }
}
