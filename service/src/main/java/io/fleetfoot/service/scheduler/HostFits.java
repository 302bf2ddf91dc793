package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.HostFit;
import io.fleetfoot.service.rollout.Member;
import io.fleetfoot.service.timing.DownTimes;
import io.fleetfoot.service.timing.Likeness;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Says how long the hosts of rollouts are likely to be down. What was asked of the samples is
 * remembered for a minute: the answer moves slowly, and every tick of a rollout with a window asks.
 */
public class HostFits {

  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final int MOST_REMEMBERED = 1000;

  private final HostDownTimes downTimes;
  private final TimingSamples samples;
  private final InstantSource clock;
  private final Map<Likeness, Known> known = new ConcurrentHashMap<>();

  /** Makes it over what reboots took. */
  public HostFits(HostDownTimes downTimes, TimingSamples samples, InstantSource clock) {
    this.downTimes = downTimes;
    this.samples = samples;
    this.clock = clock;
  }

  private record Known(DownTimes downTimes, Instant since) {}

  /** Returns what is known of the hosts of the rollout as they are when the first is asked for. */
  HostFit of(RolloutId rollout) {
    return new HostFit() {
      private @Nullable Map<RebootId, Likeness> likenesses;

      @Override
      public Optional<DownTimes> downTimes(Member member) {
        Map<RebootId, Likeness> asked = likenesses;
        if (asked == null) {
          asked = samples.likenesses(rollout);
          likenesses = asked;
        }
        return Optional.ofNullable(asked.get(member.reboot())).map(HostFits.this::expect);
      }
    };
  }

  private DownTimes expect(Likeness likeness) {
    Instant now = clock.instant();
    @Nullable Known remembered = known.get(likeness);
    if (remembered != null && now.isBefore(remembered.since().plus(REMEMBERED))) {
      return remembered.downTimes();
    }
    if (known.size() >= MOST_REMEMBERED) {
      known.clear();
    }
    DownTimes expected = downTimes.expect(likeness);
    known.put(likeness, new Known(expected, now));
    return expected;
  }
}
