package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.Verification;
import io.fleetfoot.agent.manifest.VerifiedManifest;
import io.fleetfoot.agent.preflight.Check;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A kernel image that lies on the disk, fetched and found fit: it is loaded just before the reboot.
 *
 * @param order what it was fetched for
 * @param method by which it will be loaded
 * @param bootId the boot in which that was found out
 * @param verified the kernel image as it was signed
 * @param files where it lies
 */
record CheckedFiles(
    Order order, LoadMethod method, String bootId, VerifiedManifest verified, KernelFiles files)
    implements Preparation {

  @Override
  public Optional<VerifiedManifest> manifest() {
    return Optional.of(verified);
  }

  /**
   * Digests the files once more, by what was signed and by what was unpacked from it; not where the
   * policy wants no verification.
   *
   * @throws RefusedException if one of them is not what it was
   */
  void requireUnchanged() throws RefusedException, IOException {
    if (order.policy().verification() != Verification.NONE) {
      require(files.kernel(), verified.manifest().kernel().sha256());
      if (files.initrd().isPresent()) {
        require(files.initrd().get(), verified.manifest().initrd().orElseThrow().sha256());
      }
      if (files.unpackedSha256().isPresent()) {
        require(files.unpacked(), files.unpackedSha256().get());
      }
    }
  }

  private static void require(Path file, String wanted) throws RefusedException, IOException {
    String found = KernelFiles.sha256(file);
    if (!found.equals(wanted)) {
      throw new RefusedException(
          Check.SOURCE_FILES.refuse(
              "SHA-256 %s of %s".formatted(found, file),
              wanted,
              "find out what writes to the agent's state directory; stage again"));
    }
  }
}
