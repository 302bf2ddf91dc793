package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.HostDescription;
import io.fleetfoot.agent.kexec.ReservedRegion;
import io.fleetfoot.agent.preflight.HostFacts;

/** Says the facts in the words of the protocol. */
public final class HostDescriber {
  private HostDescriber() {}

  /** Describes a host for its registration and its first report. */
  public static HostDescription describe(HostFacts facts, String agentVersion) {
    HostFacts.Identity identity = facts.identity();
    return new HostDescription(
        identity.hostname(),
        identity.machineId(),
        identity.bootId(),
        identity.kernelRelease(),
        identity.commandLine(),
        identity.architecture(),
        facts.memoryMap().systemRamSize(),
        ReservedRegion.allNamed(ReservedRegion.CRASH_KERNEL, facts.memoryMap()).stream()
            .map(
                region ->
                    new HostDescription.Region(
                        region.name(), region.range().start(), region.range().end()))
            .toList(),
        agentVersion);
  }
}
