package io.fleetfoot.service.api;

import io.fleetfoot.service.admission.Count;
import io.fleetfoot.service.admission.Limit;
import io.fleetfoot.service.admission.Verdict;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.rollout.PlanCertificate;
import io.fleetfoot.service.rollout.PlanStep;
import io.fleetfoot.service.rollout.Wave;
import io.fleetfoot.service.scheduler.Plans;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a rollout would do, were it started now. */
@Schema(name = "Plan", description = "What a rollout would do, were it started now.")
record PlanResponse(
    @Schema(description = "How many hosts it would reboot.") int hosts,
    @Schema(description = "How many hosts run the kernel image already, in a boot that was proven.")
        int done,
    @Schema(description = "Its waves.") List<PlannedWave> waves,
    @Schema(
            description =
                "Its steps: hosts that go down together, each step once those of the one before are up"
                    + " again.")
        List<PlannedStep> steps,
    @Schema(description = "The hosts that no step takes while what is down now stays down.")
        List<Unplaced> unplaced,
    @Schema(
            description =
                "When it is to have ended: its deadline, or `fleetfoot.rollouts.longest` from now if"
                    + " that is earlier.")
        Instant endsBy,
    @Schema(description = FREEZE_NOTES) List<String> freezeNotes) {

  /** What the notes on an import of freezes are. */
  static final String FREEZE_NOTES =
      "What to know of the freezes that `freezesICalendar` makes: events that were left out, because"
          + " they are cancelled or have no length, and events that go on after the imported time.";

  /** One wave. */
  record PlannedWave(
      @Schema(description = "Its index, from 0.") int index,
      @Schema(description = "How many hosts it reboots.") int size) {}

  /** A host, by id and name. */
  record PlannedHost(
      @Schema(description = "The host's id.") UUID id,
      @Schema(description = "The host's name.") String hostname) {}

  /** Hosts that go down together. */
  record PlannedStep(
      @Schema(description = "The index of its wave.") int wave,
      @Schema(description = "Its hosts.") List<PlannedHost> hosts,
      @Schema(description = "What each limit counts, for every domain that the step touches.")
          List<PlannedCount> counts) {}

  /** What one limit counts at one step: before and step together are never more than limit. */
  record PlannedCount(
      @Schema(description = "The constraint.", example = "failure-domain") String constraint,
      @Schema(description = "What is counted.") Limit.Unit unit,
      @Schema(
              description =
                  "Whose limit it is, a rollout's by its name and id; this rollout's own when absent.")
          @Nullable String source,
      @Schema(description = "The label whose values are the domains.") @Nullable String topologyKey,
      @Schema(description = "The domain in which hosts are counted.") @Nullable String domain,
      @Schema(description = "How many are down before the step.") int before,
      @Schema(description = "How many the step adds.") int step,
      @Schema(description = "How many there may be.") int limit) {}

  /** A host that no step takes, and why. */
  record Unplaced(
      @Schema(description = "The host.") PlannedHost host,
      @Schema(description = "The constraint that says no.") String constraint,
      @Schema(description = "What it says.") String detail) {}

  static PlanResponse of(Plans.Preview preview, List<String> freezeNotes) {
    Map<HostId, String> names = preview.hostnames();
    PlanCertificate certificate = preview.plan().certificate();
    return new PlanResponse(
        names.size() - preview.done().size(),
        preview.done().size(),
        preview.plan().waves().stream().map(PlanResponse::wave).toList(),
        certificate.steps().stream().map(step -> step(step, certificate, names)).toList(),
        preview.plan().unplaced().entrySet().stream()
            .map(entry -> unplaced(entry.getKey(), entry.getValue(), names))
            .toList(),
        preview.endsBy(),
        freezeNotes);
  }

  private static PlannedWave wave(Wave wave) {
    return new PlannedWave(wave.index(), wave.hosts().size());
  }

  private static PlannedStep step(
      PlanStep step, PlanCertificate certificate, Map<HostId, String> names) {
    return new PlannedStep(
        step.wave(),
        step.step().hosts().stream().map(host -> host(host, names)).toList(),
        step.step().counts().stream()
            .map(count -> count(count, certificate.limits().get(count.limit())))
            .toList());
  }

  private static PlannedCount count(Count count, Limit limit) {
    return new PlannedCount(
        limit.constraint().wireName(),
        limit.unit(),
        limit.source(),
        limit.topologyKey(),
        count.domain(),
        count.before(),
        count.step(),
        count.most());
  }

  private static Unplaced unplaced(HostId host, Verdict.No no, Map<HostId, String> names) {
    return new Unplaced(host(host, names), no.constraint().wireName(), no.detail());
  }

  private static PlannedHost host(HostId id, Map<HostId, String> names) {
    return new PlannedHost(id.value(), Objects.requireNonNull(names.get(id)));
  }
}
