package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.Rollout;
import java.time.Instant;

/**
 * One request to a webhook.
 *
 * @param run the question that the request belongs to
 * @param release the kernel release that the rollout boots
 * @param now when the request is made, by the database's clock
 */
public record HookCall(
    Hook hook, GateRun run, Rollout rollout, String release, HookSubject subject, Instant now) {}
