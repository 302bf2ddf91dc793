package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.Assignment;
import io.fleetfoot.agent.preflight.HostFacts;
import java.io.IOException;
import java.util.Optional;

/** What protects a host around its reboot, told by the loop how far that has come. */
public interface Guard {

  /** The agent has started, in this boot. */
  void arrived(HostFacts facts, Optional<CompletedReboot> reboot);

  /** The service has taken the report of this boot: kernel, network and agent work. */
  void healthy() throws InterruptedException;

  /**
   * A slot is about to be written over whatever is in the reserved region.
   *
   * @throws IOException if that could not be undone, so that it must not be
   */
  void staging() throws IOException, InterruptedException;

  /** The host stays up, and nothing is staged. */
  void staying() throws InterruptedException;

  /**
   * The service says that a reboot is proven.
   *
   * @return whether something failed that a second try may do
   */
  boolean proven(Assignment.Commit commit, HostFacts facts, Optional<CompletedReboot> reboot)
      throws InterruptedException;
}
