package io.fleetfoot.agent.client;

import java.util.List;

/**
 * The facts that the service keeps about a host.
 *
 * @param memoryBytes the RAM of the firmware's memory map
 * @param reservedRegions the regions a slot could lie in
 */
public record HostDescription(
    String hostname,
    String machineId,
    String bootId,
    String kernelRelease,
    String commandLine,
    String architecture,
    long memoryBytes,
    List<Region> reservedRegions,
    String agentVersion) {

  /** Copies the regions. */
  public HostDescription {
    reservedRegions = List.copyOf(reservedRegions);
  }

  /** A named physical range, {@code end} exclusive. */
  public record Region(String name, long start, long end) {}
}
