package io.fleetfoot.agent.loop;

import java.io.IOException;
import java.time.Duration;

/** Hardware that resets the host unless it hears from us in time. */
public interface Watchdog {

  /** Returns what it is, such as {@code /dev/watchdog0 (i6300ESB timer)}. */
  String name();

  /**
   * Lets it reset the host after the timeout, counted from now. It goes on counting when this
   * process ends and, where the driver allows it, across a kexec.
   *
   * @throws IOException if it is not there, is somebody else's, or cannot be disarmed again
   */
  void arm(Duration timeout) throws IOException;

  /**
   * Stops it, whoever armed it.
   *
   * @throws IOException if it goes on counting
   */
  void disarm() throws IOException;
}
