package io.fleetfoot.service.api;

import io.fleetfoot.service.rollout.DurationSpread;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.WhatIfAssumptions;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Objects;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

/** A rollout that is not to be started, and what is assumed of its hosts. */
record WhatIfRequest(
    @Schema(description = "The rollout, as it would be asked for.") @NotNull @Valid RolloutRequest rollout,
    @Schema(
            description = "The share of hosts that come up on their old kernel; none when absent.",
            example = "0.05")
        @DecimalMin("0") @DecimalMax("1") @Nullable Double failureRate,
    @Schema(
            description = "The share of hosts that never speak again; none when absent.",
            example = "0.01")
        @DecimalMin("0") @DecimalMax("1") @Nullable Double silenceRate,
    @Schema(description = "How long a host takes to stage; PT1M, and at most PT3M, when absent.")
        @Valid @Nullable Spread staging,
    @Schema(
            description =
                "How long a host is down until its boot is reported. When absent PT30S, and at most"
                    + " PT2M; PT5M, and at most PT10M, where hosts may go through their firmware.")
        @Valid @Nullable Spread down,
    @Schema(
            description = "The seed of chance: the same one gives the same result; 1 when absent.",
            example = "1")
        @Nullable Long seed) {

  private static final Spread STAGING = new Spread(Duration.ofMinutes(1), Duration.ofMinutes(3));
  private static final Spread THROUGH_FIRMWARE =
      new Spread(Duration.ofMinutes(5), Duration.ofMinutes(10));
  private static final Spread DOWN = new Spread(Duration.ofSeconds(30), Duration.ofMinutes(2));

  /** How long something takes, half of the time and nearly always. */
  record Spread(
      @Schema(description = "Half of the time, no longer than this.", example = "PT30S")
          @NotNull @DurationMin(millis = 1)
          @DurationMax(days = 1)
          Duration median,
      @Schema(description = "95 times of 100, no longer than this.", example = "PT2M")
          @NotNull @DurationMin(millis = 1)
          @DurationMax(days = 1)
          Duration p95) {

    DurationSpread toSpread() {
      return new DurationSpread(median, p95);
    }
  }

  WhatIfAssumptions toAssumptions(RolloutSpec spec) {
    Spread usualDown = spec.load().allowsFirmware() ? THROUGH_FIRMWARE : DOWN;
    return new WhatIfAssumptions(
        Objects.requireNonNullElse(failureRate, 0.0),
        Objects.requireNonNullElse(silenceRate, 0.0),
        Objects.requireNonNullElse(staging, STAGING).toSpread(),
        Objects.requireNonNullElse(down, usualDown).toSpread(),
        Objects.requireNonNullElse(seed, 1L));
  }
}
