package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** How long a reboot may stay in each state, where the service is configured otherwise. */
public record RebootTimeouts(Map<RebootState, Duration> configured) {

  public RebootTimeouts {
    configured.forEach(RebootTimeouts::check);
    configured = Map.copyOf(configured);
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

  private static void check(RebootState state, Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "the timeout of %s is %s: it must be more than zero".formatted(state, timeout));
    }
  }
}
