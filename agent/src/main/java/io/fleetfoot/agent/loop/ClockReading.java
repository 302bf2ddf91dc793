package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.timing.PerfClock;
import java.time.Duration;
import java.util.Optional;

/**
 * This kernel's clocks at one moment.
 *
 * @param perf how the kernel scales the time stamp counter, when it says so
 * @param kernelLog the kernel log, empty when it cannot be read
 * @param monotonic CLOCK_MONOTONIC, read just before {@code counter}
 * @param counter the time stamp counter
 */
public record ClockReading(
    Optional<PerfClock> perf, String kernelLog, Duration monotonic, long counter) {}
