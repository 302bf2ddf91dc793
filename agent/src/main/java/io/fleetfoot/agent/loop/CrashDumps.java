package io.fleetfoot.agent.loop;

import java.io.IOException;
import java.util.Optional;

/** The host's own service that keeps a crash kernel in the reserved region: kdump. */
public interface CrashDumps {

  /** Returns its unit, if that is active and a crash image is loaded. */
  Optional<String> active() throws IOException, InterruptedException;

  /**
   * Stops it; {@link #start} starts it again.
   *
   * @throws IOException if it did not stop
   */
  void stop(String unit) throws IOException, InterruptedException;

  /**
   * Starts it, unless a crash image is loaded.
   *
   * @return whether a crash image is loaded now, which alone says that it works
   */
  boolean start(String unit) throws IOException, InterruptedException;
}
