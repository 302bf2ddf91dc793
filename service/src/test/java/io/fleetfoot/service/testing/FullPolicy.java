package io.fleetfoot.service.testing;

import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.rollout.Approval;
import io.fleetfoot.service.rollout.DomainLimit;
import io.fleetfoot.service.rollout.FreezePeriod;
import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.MetricGate;
import io.fleetfoot.service.rollout.Retries;
import io.fleetfoot.service.rollout.Rollback;
import io.fleetfoot.service.rollout.RolloutPolicy;
import io.fleetfoot.service.rollout.StageTime;
import io.fleetfoot.service.rollout.TimingPolicy;
import io.fleetfoot.service.rollout.Window;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** A policy that asks for something of every kind. */
public final class FullPolicy {

  private FullPolicy() {}

  /** Returns the policy. */
  public static RolloutPolicy everything() {
    return new RolloutPolicy(
        "rack",
        List.of("tier"),
        List.of(new DomainLimit("zone", HostAmount.percent(10), HostAmount.hosts(1))),
        HostAmount.hosts(3),
        2,
        Duration.ofMinutes(10),
        List.of(
            new Window(
                "0 2 * * *", Duration.ofHours(3), ZoneId.of("Europe/Berlin"), Window.Kind.ALLOW)),
        List.of(
            new FreezePeriod(
                "year end",
                Instant.parse("2026-12-23T00:00:00Z"),
                Instant.parse("2027-01-04T00:00:00Z"))),
        Instant.parse("2027-02-01T00:00:00Z"),
        new Retries(2, Duration.ofMinutes(1), Duration.ofMinutes(10)),
        Approval.EACH_WAVE,
        List.of(
            new Hook(
                "change",
                Hook.Point.BEFORE_ROLLOUT,
                URI.create("https://change.example/hook"),
                "change",
                Duration.ofSeconds(10),
                Duration.ofHours(1))),
        List.of(
            new MetricGate(
                "errors",
                null,
                "sum(rate(errors[5m]))",
                "result < 0.05",
                null,
                Duration.ofMinutes(1),
                3,
                0,
                1,
                4,
                Duration.ZERO)),
        new TimingPolicy(TimingPolicy.Action.PAUSE, 8, 20),
        Rollback.ON_STOP,
        StageTime.JUST_IN_TIME);
  }
}
