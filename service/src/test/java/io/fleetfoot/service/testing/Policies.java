package io.fleetfoot.service.testing;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.rollout.Approval;
import io.fleetfoot.service.rollout.DomainLimit;
import io.fleetfoot.service.rollout.FailureBudget;
import io.fleetfoot.service.rollout.FreezePeriod;
import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.MetricGate;
import io.fleetfoot.service.rollout.Retries;
import io.fleetfoot.service.rollout.Rollback;
import io.fleetfoot.service.rollout.RolloutPolicy;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.StageTime;
import io.fleetfoot.service.rollout.TimingPolicy;
import io.fleetfoot.service.rollout.Window;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Policies that differ from the plain one in what a test is about. */
public final class Policies {

  private final List<Hook> hooks = new ArrayList<>();
  private final List<MetricGate> gates = new ArrayList<>();
  private @Nullable Integer maxWaveFailures;
  private Duration waveSoak = Duration.ZERO;
  private @Nullable Instant deadline;
  private Retries retries = Retries.none();
  private Approval approval = Approval.NONE;
  private TimingPolicy timing = TimingPolicy.warn();
  private Rollback rollback = Rollback.NEVER;
  private StageTime stage = StageTime.EARLY;
  private @Nullable String partitionBy;
  private List<DomainLimit> failureDomains = List.of();
  private @Nullable HostAmount maxParallel;
  private List<Window> windows = List.of();
  private List<FreezePeriod> freezes = List.of();

  private Policies() {}

  /** Begins with the plain policy. */
  public static Policies plain() {
    return new Policies();
  }

  /** Returns the spec of a rollout of two waves over two hosts, one of which may be down. */
  public static RolloutSpec spec(Policies policy) {
    return spec(policy, new KernelImageId(new UUID(0, 9)), 0);
  }

  /** Returns such a spec for the kernel image, which tolerates so many failures. */
  public static RolloutSpec spec(Policies policy, KernelImageId image, int tolerated) {
    return new RolloutSpec(
        "test",
        image,
        HostSelector.everyHost(),
        List.of(HostAmount.hosts(1), HostAmount.percent(100)),
        new DisruptionBudget(HostAmount.hosts(1)),
        new FailureBudget(tolerated),
        Duration.ZERO,
        Duration.ofMinutes(10),
        DrainPolicy.full(),
        policy.build());
  }

  public Policies hook(Hook.Point point) {
    hooks.add(
        new Hook(
            "hook",
            point,
            URI.create("https://hooks.example"),
            null,
            Duration.ofSeconds(1),
            Duration.ofMinutes(1)));
    return this;
  }

  public Policies gate() {
    gates.add(
        new MetricGate(
            "gate",
            null,
            "up",
            "result > 0",
            null,
            Duration.ofMinutes(1),
            1,
            0,
            0,
            0,
            Duration.ZERO));
    return this;
  }

  public Policies maxWaveFailures(int count) {
    maxWaveFailures = count;
    return this;
  }

  public Policies waveSoak(Duration soak) {
    waveSoak = soak;
    return this;
  }

  public Policies deadline(Instant time) {
    deadline = time;
    return this;
  }

  public Policies retries(int limit, Duration backoff) {
    retries = new Retries(limit, backoff, backoff.multipliedBy(3));
    return this;
  }

  public Policies approval(Approval asked) {
    approval = asked;
    return this;
  }

  public Policies timing(TimingPolicy.Action action) {
    timing = new TimingPolicy(action, 8, 10);
    return this;
  }

  public Policies rollback() {
    rollback = Rollback.ON_STOP;
    return this;
  }

  public Policies justInTime() {
    stage = StageTime.JUST_IN_TIME;
    return this;
  }

  public Policies partitionBy(String label) {
    partitionBy = label;
    return this;
  }

  public Policies failureDomains(List<DomainLimit> limits) {
    failureDomains = limits;
    return this;
  }

  public Policies maxParallel(HostAmount amount) {
    maxParallel = amount;
    return this;
  }

  public Policies windows(List<Window> all) {
    windows = all;
    return this;
  }

  public Policies freezes(List<FreezePeriod> all) {
    freezes = all;
    return this;
  }

  /** Returns the policy. */
  public RolloutPolicy build() {
    return new RolloutPolicy(
        partitionBy,
        List.of(),
        failureDomains,
        maxParallel,
        maxWaveFailures,
        waveSoak,
        windows,
        freezes,
        deadline,
        retries,
        approval,
        hooks,
        gates,
        timing,
        rollback,
        stage);
  }
}
