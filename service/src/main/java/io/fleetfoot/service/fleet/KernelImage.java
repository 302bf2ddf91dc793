package io.fleetfoot.service.fleet;

import java.time.Instant;

/** A kernel and an initrd by their digests, with what an operator says of them. */
public record KernelImage(
    KernelImageId id,
    KernelImageDescription description,
    Blob kernel,
    Blob initrd,
    Instant createdAt) {

  /** Returns the name for people. */
  public String name() {
    return description.name();
  }

  /** Returns the release that the kernel says it is. */
  public KernelRelease release() {
    return description.release();
  }

  /** Returns the architecture of the machines it boots, such as {@code x86_64}. */
  public String architecture() {
    return description.architecture();
  }

  /** Returns the template of the command line. */
  public String commandLine() {
    return description.commandLine();
  }
}
