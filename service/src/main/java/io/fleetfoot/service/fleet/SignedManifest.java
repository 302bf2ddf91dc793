package io.fleetfoot.service.fleet;

import java.time.Instant;
import java.util.Optional;

/**
 * What a person signed of a kernel image, read from the bytes that were signed.
 *
 * @param envelope those bytes with their signatures, which agents verify
 * @param kernel the bzImage or vmlinux that was signed
 * @param initrd the initial RAM disk that was signed, absent for a kernel that needs none
 * @param expiresAt from when on no agent boots it any more
 */
public record SignedManifest(
    Envelope envelope,
    KernelImageDescription description,
    Blob kernel,
    Optional<Blob> initrd,
    Instant expiresAt) {}
