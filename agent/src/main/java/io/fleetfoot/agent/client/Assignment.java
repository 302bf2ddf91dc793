package io.fleetfoot.agent.client;

import io.fleetfoot.agent.kexec.LoadPolicy;
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

  /**
   * The host shall be made ready for a reboot.
   *
   * @param kernelImage what shall be fetched and staged; without one it is a plain reboot
   */
  record Stage(String rebootId, Optional<KernelImageOffer> kernelImage, LoadPolicy policy)
      implements Assignment {}

  /**
   * The reboot shall happen, under a one-shot token.
   *
   * @param kernelImage what was staged; without one it is a plain reboot
   */
  record Execute(
      String rebootId,
      ExecToken execToken,
      Optional<KernelImageOffer> kernelImage,
      LoadPolicy policy)
      implements Assignment {

    /** Returns the id of the execution. */
    public String execId() {
      return execToken.execId();
    }
  }
}
