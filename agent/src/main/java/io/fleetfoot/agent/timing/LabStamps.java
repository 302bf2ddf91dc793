package io.fleetfoot.agent.timing;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The counters that the lab's kernels note on the way from one into the next, in
 * /sys/kernel/kexec_stamps: a line each, {@code name counter}, and none of what is not known.
 *
 * @param machineKexec at machine_kexec() of the old kernel
 * @param startKernel at start_kernel() of this one
 */
public record LabStamps(long machineKexec, long startKernel) {
  private static final Pattern LINE = Pattern.compile("([a-z0-9_]{1,40}) ([0-9]{1,18})");
  private static final int MOST = 4096;

  /** Refuses stamps that run backwards. */
  public LabStamps {
    if (machineKexec < 0 || startKernel < machineKexec) {
      throw new IllegalArgumentException(
          "kexec_stamps has start_kernel %s before machine_kexec %s"
              .formatted(startKernel, machineKexec));
    }
  }

  /**
   * Reads the file; empty when this kernel was not entered by kexec from one that notes stamps.
   *
   * @throws IllegalArgumentException if it is not such a file
   */
  public static Optional<LabStamps> parse(String text) {
    if (text.length() > MOST) {
      throw new IllegalArgumentException(
          "kexec_stamps has %d characters, expected at most %d".formatted(text.length(), MOST));
    }
    Map<String, Long> stamps = new HashMap<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "kexec_stamps line %d is \"%s\", expected a name and a counter"
                .formatted(number, line));
      }
      stamps.put(matcher.group(1), Long.parseLong(matcher.group(2)));
    }
    Long left = stamps.get("machine_kexec");
    Long started = stamps.get("start_kernel");
    return left == null || started == null
        ? Optional.empty()
        : Optional.of(new LabStamps(left, started));
  }
}
