package io.fleetfoot.agent.fuzz;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/** Where Jazzer comes in; the system property {@code fleetfoot.fuzz} names the target. */
public final class JazzerEntry {

  private static final FuzzTarget TARGET = FuzzTarget.valueOf(System.getProperty("fleetfoot.fuzz"));
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Of this thread alone: a busy machine makes no input slow. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private JazzerEntry() {}

  /** Gives one input to the parser; whatever it throws is a finding, and so is taking too long. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    long before = THREADS.getCurrentThreadCpuTime();
    TARGET.takes(bytes);
    long nanos = THREADS.getCurrentThreadCpuTime() - before;
    if (nanos > LONGEST.toNanos()) {
      throw new IllegalStateException(
          "found %d ms of processor time, wanted less than %s"
              .formatted(nanos / 1_000_000, LONGEST));
    }
  }
}
