package io.fleetfoot.service.outbound;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.fleet.SignedManifest;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.FailureBudget;
import io.fleetfoot.service.rollout.GateState;
import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.RolloutState;
import io.fleetfoot.service.scheduler.GateRun;
import io.fleetfoot.service.scheduler.HookCall;
import io.fleetfoot.service.scheduler.HookSubject;
import io.fleetfoot.service.testing.TestManifests;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Calls of webhooks as the scheduler makes them, about one host of wave 0. */
final class Calls {

  static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

  private Calls() {}

  static HookCall call(Hook.Point at, URI url, @Nullable String secret, Duration timeout) {
    Hook hook = new Hook("change", at, url, secret, timeout, Duration.ofHours(1));
    RolloutId rollout = new RolloutId(new UUID(0, 1));
    GateRun run =
        new GateRun(
            new UUID(0, 2),
            new GateRun.Key(rollout, GateRun.Kind.HOOK, at, 0, null, "change", 3),
            GateState.OPEN,
            null,
            1,
            0,
            NOW,
            NOW.plus(Duration.ofHours(1)),
            null,
            List.of());
    return new HookCall(
        hook,
        run,
        new Rollout(rollout, spec(), RolloutState.RUNNING, 0, null, NOW, null, 0),
        Optional.of(image()),
        new HookSubject(
            1,
            List.of(
                new HookSubject.Target(
                    new HostId(new UUID(0, 4)),
                    "host-1",
                    new Labels(Map.of("rack", "r1")),
                    new RebootId(new UUID(0, 5)),
                    RebootState.READY))),
        NOW);
  }

  private static KernelImage image() {
    SignedManifest manifest = TestManifests.of("6.12.0");
    return new KernelImage(
        new KernelImageId(new UUID(0, 3)),
        manifest.description(),
        manifest.kernel(),
        manifest.initrd(),
        NOW,
        null);
  }

  private static RolloutSpec spec() {
    return new RolloutSpec(
        "kernel 6.12",
        new KernelImageId(new UUID(0, 3)),
        HostSelector.everyHost(),
        List.of(HostAmount.percent(100)),
        new DisruptionBudget(HostAmount.hosts(1)),
        new FailureBudget(0),
        Duration.ZERO,
        Duration.ofMinutes(10),
        DrainPolicy.full());
  }
}
