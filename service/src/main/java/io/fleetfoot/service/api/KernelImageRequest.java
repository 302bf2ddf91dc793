package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.KernelImageDescription;
import io.fleetfoot.service.fleet.KernelRelease;
import io.fleetfoot.service.fleet.Sha256;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kernel image to register.
 *
 * @param kernelPath the kernel on the service's machine; absent when it is uploaded
 * @param initrdPath the initrd on the service's machine; absent when it is uploaded
 * @param kernelSha256 the digest that the kernel must have, when the sender knows it
 * @param initrdSha256 the digest that the initrd must have, when the sender knows it
 */
record KernelImageRequest(
    @NotBlank String name,
    @NotBlank String release,
    @NotBlank String architecture,
    @NotNull String commandLine,
    @Nullable String kernelPath,
    @Nullable String initrdPath,
    @Nullable String kernelSha256,
    @Nullable String initrdSha256) {

  KernelImageDescription description() {
    try {
      return new KernelImageDescription(
          name, new KernelRelease(release), architecture, commandLine);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException("$", String.valueOf(e.getMessage()));
    }
  }

  Optional<Sha256> kernelDigest() {
    return digest("$.kernelSha256", kernelSha256);
  }

  Optional<Sha256> initrdDigest() {
    return digest("$.initrdSha256", initrdSha256);
  }

  private static Optional<Sha256> digest(String path, @Nullable String hex) {
    try {
      return Optional.ofNullable(hex).map(Sha256::new);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(path, String.valueOf(e.getMessage()));
    }
  }
}
