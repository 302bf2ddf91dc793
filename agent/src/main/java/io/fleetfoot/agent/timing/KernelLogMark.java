package io.fleetfoot.agent.timing;

import java.time.Duration;
import java.util.Optional;

/**
 * A line that the agent wrote to the kernel log, by which the kernel's clock and the time stamp
 * counter are brought together where the perf mmap page does not do it.
 *
 * @param counter the counter just after the line was written
 * @param at what the kernel stamped the line with, at or before that
 */
public record KernelLogMark(long counter, Duration at) {

  /** Finds the line in the log by its text, which is there once. */
  public static Optional<KernelLogMark> find(String log, String text, long counter) {
    return KernelLogLine.parse(log).stream()
        .filter(line -> line.text().equals(text))
        .map(line -> new KernelLogMark(counter, line.at()))
        .findFirst();
  }
}
