package io.fleetfoot.service.api;

import io.fleetfoot.service.rollout.spec.UptimePolicyFields;
import io.fleetfoot.service.scheduler.KeptUptimePolicy;
import io.fleetfoot.service.scheduler.UptimeFigures;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An uptime policy as operators see it. */
@Schema(name = "UptimePolicy", description = "An uptime policy, and how its hosts stand.")
record UptimePolicyResponse(
    @Schema(description = "The policy's id.") UUID id,
    @Schema(description = "Its name, which its rollouts have too.") String name,
    @Schema(description = "Whether it starts rollouts.") KeptUptimePolicy.State state,
    @Schema(
            ref = RolloutSpecSchema.UPTIME_POLICY,
            description = "What was asked for, with what is usual filled in; `rollout` as written.")
        Map<String, Object> spec,
    @Schema(description = "How its hosts stood when they were counted last; absent before.")
        @Nullable Figures figures,
    @Schema(description = "The rollout that it started last, if it has started one.")
        @Nullable Started lastRollout,
    @Schema(description = "Why it could not start a rollout when it had to; absent if it could.")
        @Nullable String fault,
    @Schema(description = "When it is looked at next, at the earliest.") Instant dueAt,
    @Schema(description = "When it was made.") Instant createdAt,
    @Schema(description = "Who made it.", example = "token:ci") String createdBy) {

  /** How long the hosts of a policy were up. */
  @Schema(name = "UptimeFigures", description = "How long the hosts of a policy were up.")
  record Figures(
      @Schema(description = "When they were counted.") Instant countedAt,
      @Schema(description = "How many hosts it is about.") int hosts,
      @Schema(description = "How many of those that are up and heard are up for too long.")
          int exceeded,
      @Schema(
              description =
                  "Of how many the service did not see the boot, so that they may be up for longer"
                      + " than it can tell.")
          int unknown,
      @Schema(description = "Since when the one is up at least that is up longest.")
          @Nullable Instant oldestSince) {

    static @Nullable Figures of(@Nullable UptimeFigures figures) {
      return figures == null
          ? null
          : new Figures(
              figures.countedAt(),
              figures.hosts(),
              figures.exceeded(),
              figures.unknown(),
              figures.oldestSince());
    }
  }

  /** A rollout that a policy started. */
  @Schema(name = "UptimeRollout", description = "A rollout that an uptime policy started.")
  record Started(
      @Schema(description = "The rollout's id.") UUID id,
      @Schema(description = "For which day of UTC.") LocalDate day,
      @Schema(description = "Whether it has not ended; until it has, no other is started.")
          boolean open) {

    static @Nullable Started of(KeptUptimePolicy.@Nullable Started started) {
      return started == null
          ? null
          : new Started(started.rollout().value(), started.day(), started.isOpen());
    }
  }

  static UptimePolicyResponse of(KeptUptimePolicy kept) {
    return new UptimePolicyResponse(
        kept.id(),
        kept.policy().name(),
        kept.state(),
        UptimePolicyFields.write(kept.policy()),
        Figures.of(kept.figures()),
        Started.of(kept.last()),
        kept.fault(),
        kept.dueAt(),
        kept.createdAt(),
        kept.createdBy());
  }
}
