package io.fleetfoot.agent.loop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** Makes the next kernel's command line of the kernel image's template. */
final class CommandLineTemplate {
  /** The parameter by which the next boot shows which execution it comes from. */
  static final String EXEC_PARAMETER = "fleetfoot.exec=";

  private static final String RUNNING = "{running}";
  // what is behind it is for init, not for the kernel (Documentation/admin-guide/kernel-parameters)
  private static final String INIT_ARGUMENTS = "--";

  private CommandLineTemplate() {}

  /** Returns the command line of an execution. */
  static String expand(String template, String running, String execId) {
    String carried = String.join(" ", words(running, CommandLineTemplate::isCarriedOver));
    List<String> words = new ArrayList<>(words(template.replace(RUNNING, carried), word -> true));
    int end = words.indexOf(INIT_ARGUMENTS);
    words.add(end < 0 ? words.size() : end, EXEC_PARAMETER + execId);
    return String.join(" ", words);
  }

  /** Returns whether a command line has that parameter before the arguments of init. */
  static boolean has(String commandLine, String parameter) {
    List<String> words = words(commandLine, word -> true);
    int end = words.indexOf(INIT_ARGUMENTS);
    return words.subList(0, end < 0 ? words.size() : end).contains(parameter);
  }

  private static boolean isCarriedOver(String word) {
    return !word.startsWith("BOOT_IMAGE=")
        && !word.startsWith("initrd=")
        && !word.startsWith(EXEC_PARAMETER);
  }

  private static List<String> words(String line, Predicate<String> wanted) {
    return Arrays.stream(line.split("\\s+"))
        .filter(word -> !word.isEmpty())
        .filter(wanted)
        .toList();
  }
}
