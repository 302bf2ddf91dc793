package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.Reboot;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets a tick come at once when a reboot moved to where somebody else may go on, so that a host
 * which is proven does not keep the next one waiting for the next beat.
 */
public final class Nudge implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 5;

  private final Runnable tick;
  private final AtomicBoolean isDue = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread named = new Thread(work, "nudge");
            named.setDaemon(true);
            return named;
          });

  /** Makes it for the tick. */
  public Nudge(Runnable tick) {
    this.tick = tick;
  }

  /** Hears of a reboot that moved; several that move before the tick begins share one. */
  public void moved(Reboot reboot) {
    boolean others =
        switch (reboot.state()) {
          case READY, PROVING -> true;
          default -> reboot.state().isTerminal();
        };
    if (others && isDue.compareAndSet(false, true)) {
      thread.execute(
          () -> {
            isDue.set(false);
            tick.run();
          });
    }
  }

  /** Lets the tick that runs end, and takes no other. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
