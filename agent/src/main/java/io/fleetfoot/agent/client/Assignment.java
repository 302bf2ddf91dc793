package io.fleetfoot.agent.client;

/** What the service wants of this host now. */
public sealed interface Assignment {

  /** Nothing is wanted. */
  record Idle() implements Assignment {}

  /** The kernel image shall be fetched, staged and read back. */
  record Stage(String rebootId, KernelImageManifest kernelImage) implements Assignment {}

  /** The staged kernel shall be verified and entered, under a one-shot execution id. */
  record Execute(String rebootId, String execId, KernelImageManifest kernelImage)
      implements Assignment {}
}
