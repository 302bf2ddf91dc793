package io.fleetfoot.agent.client;

import java.util.Optional;

/**
 * The service's yes to one execution.
 *
 * @param execId never used before
 * @param hostId the host it is for
 * @param bootId the boot that it is for, and that it ends
 * @param manifestSha256 the SHA-256 of the signed bytes of what shall be booted, absent for a plain
 *     reboot
 */
public record ExecToken(
    String execId, String hostId, String bootId, Optional<String> manifestSha256) {}
