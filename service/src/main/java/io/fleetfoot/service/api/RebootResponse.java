package io.fleetfoot.service.api;

import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.reboot.ExecId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.scheduler.RebootRecord;
import io.fleetfoot.service.timing.Phase;
import io.fleetfoot.service.timing.PhaseTiming;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A reboot as operators see it; seconds are decimal numbers. */
record RebootResponse(
    @Schema(description = "The reboot's id.") UUID id,
    @Schema(description = "The id of the rollout that it is part of.") UUID rolloutId,
    @Schema(description = "The host that reboots.") HostName host,
    @Schema(description = "The index of its wave, from 0.") int wave,
    @Schema(description = "Where it stands.") RebootState state,
    @Schema(description = "Since when it stands there.") Instant stateSince,
    @Schema(description = "Until when it may stand there; absent once it has ended.")
        @Nullable Instant deadline,
    @Schema(description = "Why it stands there, where there is more to say than the state says.")
        @Nullable String reason,
    @Schema(description = "The release that ran before.") String fromRelease,
    @Schema(
            description =
                "The release that is to run; in a plain reboot the one that came up, absent before.")
        @Nullable String toRelease,
    @Schema(
            description = "The load method; absent until the agent has staged.",
            example = "reserved")
        @Nullable String method,
    @Schema(description = "The exec id that the host was admitted with.") @Nullable String execId,
    @Schema(description = "Whether the boot was proven to be the wanted one.") boolean bootProof,
    @Schema(description = "What was measured so far, in the order of the phases.")
        List<PhaseResponse> phases,
    @Schema(description = "The blackout, where it was measured.", example = "0.0624")
        @Nullable BigDecimal blackoutSeconds,
    @Schema(description = "From the agent's last word to its first, by the database's clock.")
        @Nullable BigDecimal downtimeSeconds) {

  private static final int NANOS = 9;

  /** The host that reboots. */
  record HostName(
      @Schema(description = "The host's id.") UUID id,
      @Schema(description = "The host's name.") String hostname) {}

  /** What one phase took. */
  record PhaseResponse(
      @Schema(description = "The phase.", example = "blackout") String name,
      @Schema(description = "How long it took.", example = "0.0624") BigDecimal seconds,
      @Schema(
              description = "`exact`, or `bound`: not less than the true figure.",
              example = "exact")
          String quality,
      @Schema(
              description =
                  "What the agent read it from: `agent-clock`, `journal`, `setup-data`, `lab-stamps`,"
                      + " `perf-page`, `kmsg`, `monotonic` or `ramoops`; absent where an older agent"
                      + " did not say.",
              example = "perf-page")
          @Nullable String source) {

    static PhaseResponse of(PhaseTiming timing) {
      return new PhaseResponse(
          timing.phase().wireName(),
          timing.seconds(),
          timing.quality().wireName(),
          timing.source());
    }
  }

  /** Returns the reboot with, if it waits to be admitted, the constraint that says no. */
  static RebootResponse of(RebootRecord known, Map<RebootId, Verdict.No> waiting) {
    Reboot reboot = known.reboot();
    Reboot.Evidence evidence = reboot.evidence();
    return new RebootResponse(
        reboot.id().value(),
        reboot.rollout().value(),
        new HostName(reboot.host().value(), known.hostname()),
        reboot.wave(),
        reboot.state(),
        known.stateSince(),
        known.deadline(),
        reason(reboot, waiting.get(reboot.id())),
        evidence.fromRelease(),
        reboot.terms().toRelease(),
        evidence.method(),
        Optional.ofNullable(evidence.execId()).map(ExecId::value).orElse(null),
        evidence.bootProof(),
        known.phases().timings().stream().map(PhaseResponse::of).toList(),
        known.phases().of(Phase.BLACKOUT).map(PhaseTiming::seconds).orElse(null),
        seconds(known.downtime()));
  }

  private static @Nullable String reason(Reboot reboot, Verdict.@Nullable No denial) {
    return denial == null
        ? reboot.reason()
        : denial.constraint().wireName() + ": " + denial.detail();
  }

  private static @Nullable BigDecimal seconds(@Nullable Duration duration) {
    return duration == null
        ? null
        : BigDecimal.valueOf(duration.toNanos(), NANOS).stripTrailingZeros();
  }
}
