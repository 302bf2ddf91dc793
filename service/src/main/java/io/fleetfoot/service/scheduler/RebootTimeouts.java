package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.rollout.spec.BootDeadlines;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * How long a reboot may stay in each state, where the service is configured otherwise.
 *
 * @param executingFirmware how long it may execute where the host may go through its firmware
 */
public record RebootTimeouts(Map<RebootState, Duration> configured, Duration executingFirmware) {

  public RebootTimeouts {
    if (executingFirmware.isNegative() || executingFirmware.isZero()) {
      throw new IllegalArgumentException(
          "the timeout of EXECUTING by firmware is %s: it must be more than zero"
              .formatted(executingFirmware));
    }
    configured.forEach(RebootTimeouts::check);
    configured = Map.copyOf(configured);
  }

  /** Makes timeouts that say nothing of reboots by firmware. */
  public RebootTimeouts(Map<RebootState, Duration> configured) {
    this(configured, BootDeadlines.standard().firmware());
  }

  /** Returns the timeouts that the states themselves know. */
  public static RebootTimeouts standard() {
    return new RebootTimeouts(new EnumMap<>(RebootState.class));
  }

  /**
   * Returns how long the reboot may stay where it is: while it executes, as long as its rollout
   * says; while it drains or is proven, so much longer than the drain's own timeout or its soak.
   */
  public Duration of(Reboot reboot) {
    return switch (reboot.state()) {
      case DRAINING -> reboot.terms().drain().timeout().plus(of(RebootState.DRAINING));
      case EXECUTING -> reboot.terms().bootDeadline();
      case PROVING -> reboot.terms().soak().plus(of(RebootState.PROVING));
      default -> of(reboot.state());
    };
  }

  /** Returns how long a reboot may stay in the state where nothing else is asked for. */
  public Duration of(RebootState state) {
    return configured.getOrDefault(state, state.timeout());
  }

  /** Returns how long a host may be silent once it executes, where its rollout does not say. */
  public BootDeadlines bootDeadlines() {
    return new BootDeadlines(of(RebootState.EXECUTING), executingFirmware);
  }

  private static void check(RebootState state, Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "the timeout of %s is %s: it must be more than zero".formatted(state, timeout));
    }
  }
}
