package io.fleetfoot.service.reboot;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * What an admitted host may do once.
 *
 * @param execId never used before
 * @param host the only host that may
 * @param bootId the boot that the host was in when it was admitted, and that it leaves
 * @param manifest the SHA-256 of the signed bytes of what it boots; nothing in a plain reboot
 */
public record ExecToken(ExecId execId, HostId host, String bootId, @Nullable Sha256 manifest) {}
