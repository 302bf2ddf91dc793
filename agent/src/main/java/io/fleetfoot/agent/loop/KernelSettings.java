package io.fleetfoot.agent.loop;

import java.io.IOException;

/** The running kernel's behaviour after an oops: sysctl kernel.panic_on_oops. */
public interface KernelSettings {

  /** Returns whether the kernel panics when it has an oops. */
  boolean panicsOnOops() throws IOException;

  /** Sets that, until the next boot. */
  void panicOnOops(boolean panics) throws IOException;
}
