package io.fleetfoot.service.scheduler;

import java.time.Instant;

/**
 * What a reboot took that has ended.
 *
 * @param known all that is known of the reboot
 * @param endedAt when it ended, by the database's clock
 */
public record RebootTiming(RebootRecord known, Instant endedAt) {}
