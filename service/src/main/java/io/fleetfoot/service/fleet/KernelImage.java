package io.fleetfoot.service.fleet;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kernel and its initrd by their digests, with what was signed of them.
 *
 * @param initrd absent for a kernel that needs none
 * @param proof the signed manifest, which images from before there were manifests lack
 */
public record KernelImage(
    KernelImageId id,
    KernelImageDescription description,
    Blob kernel,
    Optional<Blob> initrd,
    Instant createdAt,
    @Nullable Proof proof) {

  /** The signed manifest in its envelope, and from when on no agent boots it any more. */
  public record Proof(Envelope envelope, Instant expiresAt) {

    /** Says whether agents refuse it at that time because of its age. */
    public boolean isExpiredAt(Instant now) {
      return !now.isBefore(expiresAt);
    }
  }

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

  /** Returns the signed manifest, if there is one. */
  public Optional<Envelope> manifest() {
    return Optional.ofNullable(proof).map(Proof::envelope);
  }
}
