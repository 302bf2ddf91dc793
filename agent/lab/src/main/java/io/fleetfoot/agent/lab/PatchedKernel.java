package io.fleetfoot.agent.lab;

import io.fleetfoot.agent.lab.HostImage.LabKernel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The lab kernel: Debian's with KEXEC_QUICK and time stamps (agent/lab/kernel/README.md).
 *
 * @param kernel its bzImage, release and small initrd
 * @param vmlinux the ELF file that the bzImage has packed
 */
record PatchedKernel(LabKernel kernel, Path vmlinux) {

  /** Builds it if the cache lacks it, which takes a quarter of an hour; empty if it is skipped. */
  static Optional<PatchedKernel> build(Checkout checkout) {
    return script(checkout).run().map(PatchedKernel::in);
  }

  /** Takes it from the cache; empty if it is not there, or is skipped. */
  static Optional<PatchedKernel> cached(Checkout checkout) {
    return script(checkout).run("--cached").map(PatchedKernel::in);
  }

  private static CacheScript script(Checkout checkout) {
    return new CacheScript(checkout.labScript("lab-kernel"), "LAB_KERNEL");
  }

  private static PatchedKernel in(Path directory) {
    return new PatchedKernel(LabKernel.in(directory), directory.resolve("vmlinux"));
  }
}
