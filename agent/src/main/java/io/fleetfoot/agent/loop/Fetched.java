package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.image.KernelImage;
import io.fleetfoot.agent.manifest.Manifest;
import io.fleetfoot.agent.manifest.VerifiedManifest;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.KernelNeeds;

/**
 * A kernel image that was fetched for a host, before it is known how it gets into memory.
 *
 * @param order what it was fetched for
 * @param facts what the host is like
 * @param verified the kernel image as it was signed
 * @param files where it lies
 */
record Fetched(Order order, HostFacts facts, VerifiedManifest verified, KernelFiles files) {

  // the longest exec id there is, so that what fits now fits at execution
  private static final String LONGEST = "x".repeat(32);

  /** Returns the next kernel's command line with an exec id that no other is longer than. */
  String commandLine() {
    return CommandLineTemplate.expand(
        verified.manifest().commandLine(), facts.identity().commandLine(), LONGEST);
  }

  /** Returns what the kernel says of itself and what its manifest says. */
  static KernelNeeds needs(Manifest manifest, KernelImage image, String commandLine) {
    return new KernelNeeds(
        manifest.release(),
        image.release(),
        manifest.architecture(),
        commandLine,
        image.commandLineSize(),
        image.supportsFiveLevelPaging(),
        image.canBeLoadedAbove4Gib());
  }
}
