package io.fleetfoot.agent.preflight;

import io.fleetfoot.agent.memory.AddressRange;

/**
 * What the host was like when the slot was staged.
 *
 * @param bootId the boot it was staged in
 * @param region the region it lies in
 */
public record SlotFacts(String bootId, AddressRange region) {}
