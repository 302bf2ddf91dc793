package io.fleetfoot.agent.client;

/**
 * A kernel image that the service wants booted. Nothing of it is believed before its manifest is
 * verified.
 *
 * @param id the kernel image's id, for people
 * @param manifest the JSON of the manifest's envelope as it came, {@code null} in JSON's words when
 *     none came
 */
public record KernelImageOffer(String id, String manifest) {}
