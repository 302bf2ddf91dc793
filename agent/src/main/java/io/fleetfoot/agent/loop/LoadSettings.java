package io.fleetfoot.agent.loop;

/**
 * What a person has set about how kernels are loaded on this host.
 *
 * @param quickRegion what the memory of quick kexec is called in /proc/iomem
 * @param unverified whether a policy may have a kernel entered without verification
 */
public record LoadSettings(String quickRegion, boolean unverified) {}
