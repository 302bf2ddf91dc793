package io.fleetfoot.agent.timing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a kernel's log, as syslog(2) and a console in ramoops show it: {@code <6>[ 1.116413]
 * text}.
 *
 * @param at when it was printed, by the kernel's local clock, cut off to microseconds
 * @param text what follows the time stamp
 */
public record KernelLogLine(Duration at, String text) {

  // kernel/printk/printk.c: print_syslog, print_time, print_caller
  private static final Pattern LINE =
      Pattern.compile("(?:<\\d{1,3}>)?\\[ *(\\d{1,9})\\.(\\d{6})](?:\\[ *[TC]\\d{1,10}])? (.*)");

  /** Returns the lines that have a time stamp, in their order; others are left out. */
  public static List<KernelLogLine> parse(String log) {
    return log.lines().flatMap(line -> read(line).stream()).toList();
  }

  private static Optional<KernelLogLine> read(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Duration at =
        Duration.ofSeconds(
            Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)) * 1000);
    return Optional.of(new KernelLogLine(at, matcher.group(3)));
  }
}
