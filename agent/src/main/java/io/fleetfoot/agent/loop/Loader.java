package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.Verification;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.Refusal;
import java.io.IOException;
import java.util.List;

/** How one method gets a host ready, lets the next kernel be entered, and takes both back. */
interface Loader {

  /** Returns which method it is. */
  LoadMethod method();

  /** Returns why this host cannot be rebooted by it, whatever the kernel. */
  List<Refusal> refusals(HostFacts facts, Verification verification);

  /**
   * Makes ready what can be made ready while the host serves; leaves nothing loaded.
   *
   * @throws RefusedException if this kernel cannot be entered by this method
   * @throws io.fleetfoot.agent.kexec.KexecException if the running kernel did not take it
   */
  Preparation prepare(Fetched fetched) throws RefusedException, IOException;

  /**
   * Checks that what was made ready can still be used.
   *
   * @throws RefusedException if not
   */
  void check(Preparation preparation, NextBoot next) throws RefusedException, IOException;

  /**
   * Loads and verifies, in the order that the method wants; what it leaves behind when it throws,
   * {@link #callOff} takes back.
   *
   * @throws RefusedException if what was loaded is not what was made ready
   * @throws io.fleetfoot.agent.kexec.KexecException if the running kernel did not take it
   */
  void load(Preparation preparation, NextBoot next) throws RefusedException, IOException;

  /**
   * Does what a power cut would carry out as if the host had been let go, and so must wait until
   * the service has said yes.
   */
  default void agreed(Preparation preparation, NextBoot next) throws IOException {}

  /** Takes back what {@link #load} and {@link #agreed} did; harmless when they did nothing. */
  void callOff() throws IOException;
}
