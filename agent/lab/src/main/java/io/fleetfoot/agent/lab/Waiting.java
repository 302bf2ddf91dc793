package io.fleetfoot.agent.lab;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for things that happen in other processes. */
final class Waiting {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private Waiting() {}

  /**
   * Looks until {@code happened} says yes; after {@code limit} that is an exception naming {@code
   * what}.
   */
  static void until(String what, Duration limit, BooleanSupplier happened) {
    long end = System.nanoTime() + limit.toNanos();
    while (!happened.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new LabException("waited " + limit.toSeconds() + " s in vain until " + what);
      }
      pause();
    }
  }

  /** Lets a moment pass before the next look. */
  static void pause() {
    LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    if (Thread.currentThread().isInterrupted()) {
      throw new LabException("interrupted");
    }
  }
}
