package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.HostDescription;
import io.fleetfoot.agent.kexec.ReservedRegion;
import io.fleetfoot.agent.preflight.HostFacts;
import java.util.stream.Stream;

/** Says the facts in the words of the protocol. */
public final class HostDescriber {
  private HostDescriber() {}

  /**
   * Describes a host for its registration and its first report.
   *
   * @param quickRegion what the memory of quick kexec is called in /proc/iomem
   */
  public static HostDescription describe(HostFacts facts, String quickRegion, String agentVersion) {
    HostFacts.Identity identity = facts.identity();
    return new HostDescription(
        identity.hostname(),
        identity.machineId(),
        identity.bootId(),
        identity.kernelRelease(),
        identity.commandLine(),
        identity.architecture(),
        facts.memoryMap().systemRamSize(),
        Stream.of(ReservedRegion.CRASH_KERNEL, quickRegion)
            .distinct()
            .flatMap(name -> ReservedRegion.allNamed(name, facts.memoryMap()).stream())
            .map(
                region ->
                    new HostDescription.Region(
                        region.name(), region.range().start(), region.range().end()))
            .toList(),
        agentVersion);
  }
}
