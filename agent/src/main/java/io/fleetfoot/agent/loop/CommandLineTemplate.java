package io.fleetfoot.agent.loop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** Makes the next kernel's command line of the kernel image's template. */
final class CommandLineTemplate {
  /** The parameter by which the next boot shows which execution it comes from. */
  static final String EXEC_PARAMETER = "fleetfoot.exec=";

  /**
   * What brings a kernel back that fails before it is proven: it resets, and the firmware starts
   * the boot loader's default. A command line that has the parameter, with whatever value, keeps
   * it.
   */
  private static final List<String> PROBATION = List.of("panic=30", "oops=panic");

  private static final String RUNNING = "{running}";
  // what is behind it is for init, not for the kernel (Documentation/admin-guide/kernel-parameters)
  private static final String INIT_ARGUMENTS = "--";

  private CommandLineTemplate() {}

  /** Returns the command line of an execution. */
  static String expand(String template, String running, String execId) {
    String carried = String.join(" ", words(running, CommandLineTemplate::isCarriedOver));
    List<String> words = new ArrayList<>(words(template.replace(RUNNING, carried), word -> true));
    int end = words.indexOf(INIT_ARGUMENTS);
    int before = end < 0 ? words.size() : end;
    List<String> ours = new ArrayList<>();
    for (String parameter : PROBATION) {
      String name = parameter.substring(0, parameter.indexOf('=') + 1);
      if (words.subList(0, before).stream().noneMatch(word -> word.startsWith(name))) {
        ours.add(parameter);
      }
    }
    ours.add(EXEC_PARAMETER + execId);
    words.addAll(before, ours);
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
