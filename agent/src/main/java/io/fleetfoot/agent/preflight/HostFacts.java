package io.fleetfoot.agent.preflight;

import io.fleetfoot.agent.memory.MemoryMap;

/**
 * What the agent knows about its host at one moment.
 *
 * @param identity what the host and its kernel are called
 * @param memoryMap /proc/iomem, empty when it could not be read
 * @param kexec what the kernel says about kexec
 * @param platform what the hardware and firmware are like
 */
public record HostFacts(
    Identity identity, MemoryMap memoryMap, KexecFacts kexec, PlatformFacts platform) {

  /**
   * What the host and its kernel are called.
   *
   * @param machineId of /etc/machine-id
   * @param bootId of /proc/sys/kernel/random/boot_id, another one after each boot
   * @param kernelRelease as {@code uname -r}
   * @param commandLine of /proc/cmdline
   * @param architecture as {@code uname -m}
   */
  public record Identity(
      String hostname,
      String machineId,
      String bootId,
      String kernelRelease,
      String commandLine,
      String architecture) {}

  /** Returns the id of the running boot. */
  public String bootId() {
    return identity.bootId();
  }
}
