package io.fleetfoot.service.api;

import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.reboot.ExecId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.scheduler.RebootRecord;
import io.fleetfoot.service.timing.Phase;
import io.fleetfoot.service.timing.PhaseTiming;
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
    UUID id,
    UUID rolloutId,
    HostName host,
    int wave,
    RebootState state,
    Instant stateSince,
    @Nullable Instant deadline,
    @Nullable String reason,
    String fromRelease,
    String toRelease,
    @Nullable String method,
    @Nullable String execId,
    boolean bootProof,
    List<PhaseResponse> phases,
    @Nullable BigDecimal blackoutSeconds,
    @Nullable BigDecimal downtimeSeconds) {

  private static final int NANOS = 9;

  /** The host that reboots. */
  record HostName(UUID id, String hostname) {}

  /** What one phase took. */
  record PhaseResponse(String name, BigDecimal seconds, String quality) {

    static PhaseResponse of(PhaseTiming timing) {
      return new PhaseResponse(
          timing.phase().wireName(), timing.seconds(), timing.quality().wireName());
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
