package io.fleetfoot.service.fleet;

import java.util.List;

/**
 * What an agent last said of its host.
 *
 * @param hostname the host's own name
 * @param machineId the content of /etc/machine-id, which names the host for good
 * @param bootId the content of /proc/sys/kernel/random/boot_id, new with every boot
 * @param kernelRelease the release of the running kernel, as {@code uname -r} says it
 * @param commandLine the running kernel's command line
 * @param architecture the machine's architecture in the kernel's word, such as {@code x86_64}
 * @param memoryBytes the memory of the host in bytes
 * @param reservedRegions the memory regions that the running kernel keeps for another kernel
 * @param agentVersion the version of the agent that speaks
 */
public record Facts(
    String hostname,
    String machineId,
    String bootId,
    String kernelRelease,
    String commandLine,
    String architecture,
    long memoryBytes,
    List<ReservedRegion> reservedRegions,
    String agentVersion) {

  public Facts {
    requireText("hostname", hostname);
    requireText("machineId", machineId);
    requireText("bootId", bootId);
    requireText("kernelRelease", kernelRelease);
    reservedRegions = List.copyOf(reservedRegions);
  }

  /** A named region of /proc/iomem with its first and last address, in hexadecimal as read. */
  public record ReservedRegion(String name, String start, String end) {}

  private static void requireText(String name, String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(name + " must not be blank");
    }
  }
}
