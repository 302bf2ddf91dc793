package io.fleetfoot.agent.preflight;

import io.fleetfoot.agent.kexec.ReservedRegion;

/**
 * What the host was like when the slot was staged.
 *
 * @param bootId the boot it was staged in
 * @param region the region it lies in
 */
public record SlotFacts(String bootId, ReservedRegion region) {}
