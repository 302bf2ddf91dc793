package io.fleetfoot.agent.client;

/**
 * What the service wants booted.
 *
 * @param id the kernel image's id
 * @param release what {@code uname -r} will say
 * @param architecture such as {@code x86_64}
 * @param commandLine a template in which {@code {running}} is the running kernel's command line
 * @param kernel the bzImage
 * @param initrd the initial RAM disk
 */
public record KernelImageManifest(
    String id, String release, String architecture, String commandLine, Blob kernel, Blob initrd) {}
