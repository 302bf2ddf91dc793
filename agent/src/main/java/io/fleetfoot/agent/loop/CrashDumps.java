package io.fleetfoot.agent.loop;

import java.io.IOException;
import java.util.Optional;

/** The host's own service that keeps a crash kernel in the reserved region: kdump. */
public interface CrashDumps {

  /**
   * Stops it, if it has an image loaded.
   *
   * @return its unit, which {@link #start} starts again; nothing if it was not active
   * @throws IOException if it did not stop
   */
  Optional<String> stop() throws IOException, InterruptedException;

  /**
   * Starts it, unless a crash image is loaded.
   *
   * @return whether a crash image is loaded now, which alone says that it works
   */
  boolean start(String unit) throws IOException, InterruptedException;
}
