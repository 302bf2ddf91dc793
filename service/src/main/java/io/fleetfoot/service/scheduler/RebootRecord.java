package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.timing.PhaseTimings;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a reboot.
 *
 * @param deadline until when it may stay in its state; absent once it has ended
 * @param downtime from the saved executing report to the booted report, by the database's clock
 */
public record RebootRecord(
    Reboot reboot,
    String hostname,
    Instant stateSince,
    @Nullable Instant deadline,
    @Nullable Duration downtime,
    PhaseTimings phases) {}
