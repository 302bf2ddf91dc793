package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.GateState;
import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.Measurement;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One question of a rollout to a webhook, or to a query after a wave, and what came of it.
 *
 * @param id by which a webhook knows a repeated request
 * @param reason what was last heard; absent before the first answer
 * @param requests how many requests were begun for it
 * @param errors how many of the last answers were errors, in a row
 * @param askedAt when it was first to be asked, by the database's clock
 * @param deadline until when a webhook may keep the rollout waiting; absent of a metric gate
 * @param endedAt when it came to an end, if it has
 * @param measurements what a metric gate measured so far, in order
 */
public record GateRun(
    UUID id,
    Key key,
    GateState state,
    @Nullable String reason,
    int requests,
    int errors,
    Instant askedAt,
    @Nullable Instant deadline,
    @Nullable Instant endedAt,
    List<Measurement> measurements) {

  public GateRun {
    measurements = List.copyOf(measurements);
  }

  /** What is asked. */
  public enum Kind {
    HOOK,
    METRIC
  }

  /**
   * What tells one question from every other.
   *
   * @param wave index of the wave; absent before and after the rollout
   * @param reboot the reboot of the host that a question is about; absent otherwise
   * @param name the name of the hook or gate
   * @param round grows whenever the same is to be asked anew
   */
  public record Key(
      RolloutId rollout,
      Kind kind,
      Hook.Point point,
      @Nullable Integer wave,
      @Nullable RebootId reboot,
      String name,
      int round) {}
}
