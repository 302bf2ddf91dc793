package io.fleetfoot.agent.client;

import java.util.Optional;

/** What the service wants of this host now. */
public sealed interface Assignment {

  /**
   * Nothing is wanted.
   *
   * @param commit the reboot that the service has proven, if the running boot came from one
   */
  record Idle(Optional<Commit> commit) implements Assignment {

    /** Makes it for a host that has nothing to commit. */
    public Idle() {
      this(Optional.empty());
    }
  }

  /** A proven reboot, and the release that it led to. */
  record Commit(String rebootId, String release) {}

  /** The kernel image shall be fetched, staged and read back. */
  record Stage(String rebootId, KernelImageOffer kernelImage) implements Assignment {}

  /** The staged kernel shall be verified and entered, under a one-shot token. */
  record Execute(String rebootId, ExecToken execToken, KernelImageOffer kernelImage)
      implements Assignment {

    /** Returns the id of the execution. */
    public String execId() {
      return execToken.execId();
    }
  }
}
