package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.Rollout;
import java.time.Instant;
import java.util.Optional;

/**
 * One request to a webhook.
 *
 * @param run the question that the request belongs to
 * @param kernelImage what the rollout boots; nothing if it only reboots
 * @param now when the request is made, by the database's clock
 */
public record HookCall(
    Hook hook,
    GateRun run,
    Rollout rollout,
    Optional<KernelImage> kernelImage,
    HookSubject subject,
    Instant now) {}
