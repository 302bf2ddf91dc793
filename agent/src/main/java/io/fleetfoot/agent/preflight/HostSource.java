package io.fleetfoot.agent.preflight;

/** Where the facts about a host come from. */
public interface HostSource {

  /**
   * Reads the facts a reboot depends on, as they are now.
   *
   * @throws IllegalStateException if this does not look like a host
   */
  HostFacts facts();

  /** Reads the rest; what is not there is said to be absent. */
  HostSurvey survey();
}
