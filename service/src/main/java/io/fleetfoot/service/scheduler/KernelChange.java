package io.fleetfoot.service.scheduler;

/**
 * From which kernel release to which a reboot went, and by which load method.
 *
 * @param to the release, or {@code any} before the host came up from a plain reboot
 * @param method the load method, or {@code none} before the agent has named one
 */
record KernelChange(String from, String to, String method) {}
