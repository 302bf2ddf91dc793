package io.fleetfoot.service.timing;

import io.fleetfoot.service.window.SpokenDuration;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether a host that went down now would be up again before the window closes.
 *
 * @param needed how long the host is down, at the 95th percentile
 * @param left how long the window stays open
 * @param basis what that percentile is taken from
 */
public record WindowFit(Duration needed, Duration left, String basis) {

  /** Returns the fit of a host with these down times into the rest of the opening. */
  public static WindowFit of(DownTimes downTimes, Opening opening, Instant now) {
    return new WindowFit(downTimes.p95(), opening.left(now), downTimes.text());
  }

  /** Says whether it fits. */
  public boolean fits() {
    return needed.compareTo(left) <= 0;
  }

  /** Returns the fit in a sentence for operators. */
  public String text() {
    return "%s, the window stays open for %s".formatted(need(), SpokenDuration.of(left));
  }

  /** Returns what the host needs in a sentence for operators. */
  public String need() {
    return "the host needs %s at the 95th percentile (%s)"
        .formatted(SpokenDuration.of(needed), basis);
  }
}
