package io.fleetfoot.agent.loop;

import java.io.IOException;

/** Leaves the running kernel: the point of no return, and what still leads back from before it. */
public interface Departure {

  /** Where to. */
  enum Way {
    /** Into the image that is loaded for reboot(2). */
    KEXEC,
    /** Through the firmware, into the boot loader's default. */
    FIRMWARE
  }

  /**
   * What is written down at the last moment before the kernel, or its service manager, is asked.
   */
  interface LastWord {
    void say() throws IOException;
  }

  /**
   * Leaves the running kernel, and does not return. When it throws, the host goes on: all that it
   * has set in motion is taken back, save a loaded image, which is the caller's.
   *
   * @throws io.fleetfoot.agent.kexec.KexecException if the kernel did not do it
   * @throws IOException if the last word could not be written, or the host did not go
   */
  void leave(Way way, LastWord lastWord) throws IOException, InterruptedException;

  /**
   * Forbids to leave from now on, for an agent that is being stopped.
   *
   * @return false if the host is on its way already, and the stop is part of that: then nothing
   *     must be unloaded
   */
  boolean callOff();
}
