package io.fleetfoot.service.testing;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.FailureBudget;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.scheduler.RebootRecord;
import io.fleetfoot.service.store.Replica;
import java.time.Duration;
import java.util.List;

/** Rollouts over every host, one down at a time, all in one wave. */
public final class TestRollouts {

  private TestRollouts() {}

  /** Creates a rollout that tolerates no failure. */
  public static RolloutId create(Replica service, Duration soak, Duration bootDeadline) {
    return service
        .rollouts
        .create(
            new RolloutSpec(
                "test",
                service.kernelImage("6.12.0").id(),
                HostSelector.everyHost(),
                List.of(HostAmount.percent(100)),
                new DisruptionBudget(HostAmount.hosts(1)),
                new FailureBudget(0),
                soak,
                bootDeadline,
                DrainPolicy.full()))
        .rollout()
        .id();
  }

  /** Creates a rollout without a soak and with time enough to boot. */
  public static RolloutId create(Replica service) {
    return create(service, Duration.ZERO, Duration.ofMinutes(10));
  }

  /** Returns the only reboot of the rollout as it is now. */
  public static Reboot onlyReboot(Replica service, RolloutId rollout) {
    List<RebootRecord> reboots = service.reboots.list(rollout);
    if (reboots.size() != 1) {
      throw new AssertionError("%d reboots, expected one".formatted(reboots.size()));
    }
    return reboots.get(0).reboot();
  }
}
