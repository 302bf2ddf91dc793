package io.fleetfoot.agent.client;

/** What the service wants of this host now. */
public sealed interface Assignment {

  /** Nothing is wanted. */
  record Idle() implements Assignment {}

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
