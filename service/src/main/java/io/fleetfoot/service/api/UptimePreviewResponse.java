package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.rollout.uptime.HostUptime;
import io.fleetfoot.service.rollout.uptime.UptimeSpread;
import io.fleetfoot.service.rollout.uptime.UptimeTerms;
import io.fleetfoot.service.scheduler.UptimePolicies;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which hosts would be rebooted for their uptime on which day. */
@Schema(name = "UptimePreview", description = "Which hosts would be rebooted on which day.")
record UptimePreviewResponse(
    @Schema(description = "When this was planned.") Instant madeAt,
    @Schema(description = "The days from today on, if every reboot goes as planned.")
        List<Day> days,
    @Schema(description = "The hosts that are in no plan now, because they cannot be rebooted.")
        List<HostOf> leftOut,
    @Schema(
            description =
                "The hosts whose boot the service did not see: they may be up for longer than it can"
                    + " tell, and are counted from when it first heard of the boot.")
        List<HostOf> unknown) {

  /** One day of the plan. */
  @Schema(name = "UptimeDay", description = "One day of UTC.")
  record Day(
      @Schema(description = "The day.") LocalDate date,
      @Schema(description = "Whether windows and freezes let hosts go down in it; today, still.")
          boolean open,
      @Schema(description = "How many hosts are rebooted in it.") int count,
      @Schema(description = "Which hosts are.") List<HostOf> hosts) {}

  /** A host, and how long it has been up. */
  @Schema(name = "UptimeHost", description = "A host, and how long it has been up.")
  record HostOf(
      @Schema(description = "The host's id.") UUID id,
      @Schema(description = "The host's own name.") String hostname,
      @Schema(description = "When the service first heard of the boot that the host is in.")
          Instant since,
      @Schema(description = "How long it has been up now, at least.") Duration uptime,
      @Schema(description = "Whether the service saw the boot; else it may be up for longer.")
          boolean known,
      @Schema(description = "When it will have been up for as long as it may, as far as is known.")
          Instant limit,
      @Schema(description = "Whether it can be rebooted now, and if not, why.")
          HostUptime.Standing standing) {

    static HostOf of(HostUptime host, UptimeTerms terms, Instant now) {
      return new HostOf(
          host.host().value(),
          host.hostname(),
          host.since(),
          host.atLeast(now),
          host.isKnown(),
          terms.limit(host.since()),
          host.standing());
    }
  }

  static UptimePreviewResponse of(UptimePolicies.Preview preview) {
    Map<HostId, HostOf> hosts =
        preview.hosts().stream()
            .collect(
                Collectors.toMap(
                    HostUptime::host, host -> HostOf.of(host, preview.terms(), preview.madeAt())));
    Function<HostUptime, HostOf> shown = host -> HostOf.of(host, preview.terms(), preview.madeAt());
    return new UptimePreviewResponse(
        preview.madeAt(),
        preview.days().stream().map(day -> day(day, hosts)).toList(),
        preview.hosts().stream().filter(host -> !host.isCounted()).map(shown).toList(),
        preview.hosts().stream().filter(host -> !host.isKnown()).map(shown).toList());
  }

  private static Day day(UptimeSpread.Day day, Map<HostId, HostOf> hosts) {
    return new Day(
        day.date(),
        day.open(),
        day.hosts().size(),
        day.hosts().stream().map(id -> Objects.requireNonNull(hosts.get(id))).toList());
  }
}
