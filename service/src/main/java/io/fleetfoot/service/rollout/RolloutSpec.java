package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.DisruptionBudget;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.LoadPolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator asks for.
 *
 * @param kernelImage what hosts boot; nothing where they are only to reboot, by their firmware
 * @param soak how long a host must run the new kernel before its boot counts as proven; not
 *     negative
 * @param bootDeadline how long a host that executes may be silent before it is lost; more than zero
 * @param drain how the load is taken off a host before it goes down
 * @param policy what is asked for beyond that
 * @param load how hosts may get into the next kernel
 */
public record RolloutSpec(
    String name,
    @Nullable KernelImageId kernelImage,
    HostSelector selector,
    List<HostAmount> waves,
    DisruptionBudget disruptionBudget,
    FailureBudget failureBudget,
    Duration soak,
    Duration bootDeadline,
    DrainPolicy drain,
    RolloutPolicy policy,
    LoadPolicy load) {

  public RolloutSpec {
    waves = List.copyOf(waves);
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name of a rollout must not be blank");
    }
    if (waves.isEmpty()) {
      throw new IllegalArgumentException("a rollout needs at least one wave");
    }
    if (soak.isNegative()) {
      throw new IllegalArgumentException("soak is %s: it must not be negative".formatted(soak));
    }
    if (bootDeadline.isNegative() || bootDeadline.isZero()) {
      throw new IllegalArgumentException(
          "bootDeadline is %s: it must be more than zero".formatted(bootDeadline));
    }
    if (kernelImage == null && !load.equals(LoadPolicy.plainReboot())) {
      throw new IllegalArgumentException(
          "without a kernel image, load is %s: it must be %s"
              .formatted(load, LoadPolicy.plainReboot()));
    }
    if (kernelImage == null && policy.rollback() != Rollback.NEVER) {
      throw new IllegalArgumentException(
          "without a kernel image there is nothing to go back from: rollback must be NEVER");
    }
  }

  /** Makes the spec of a rollout that leaves the way into the next kernel to its hosts. */
  public RolloutSpec(
      String name,
      @Nullable KernelImageId kernelImage,
      HostSelector selector,
      List<HostAmount> waves,
      DisruptionBudget disruptionBudget,
      FailureBudget failureBudget,
      Duration soak,
      Duration bootDeadline,
      DrainPolicy drain,
      RolloutPolicy policy) {
    this(
        name,
        kernelImage,
        selector,
        waves,
        disruptionBudget,
        failureBudget,
        soak,
        bootDeadline,
        drain,
        policy,
        kernelImage == null ? LoadPolicy.plainReboot() : LoadPolicy.standard());
  }

  /** Makes the spec of a rollout that asks for nothing beyond these. */
  public RolloutSpec(
      String name,
      @Nullable KernelImageId kernelImage,
      HostSelector selector,
      List<HostAmount> waves,
      DisruptionBudget disruptionBudget,
      FailureBudget failureBudget,
      Duration soak,
      Duration bootDeadline,
      DrainPolicy drain) {
    this(
        name,
        kernelImage,
        selector,
        waves,
        disruptionBudget,
        failureBudget,
        soak,
        bootDeadline,
        drain,
        RolloutPolicy.plain());
  }

  /** Says whether hosts boot whatever their boot loader boots. */
  public boolean isPlainReboot() {
    return kernelImage == null;
  }

  /** Returns this spec for the hosts that another selector chooses. */
  public RolloutSpec over(HostSelector hosts) {
    return new RolloutSpec(
        name,
        kernelImage,
        hosts,
        waves,
        disruptionBudget,
        failureBudget,
        soak,
        bootDeadline,
        drain,
        policy,
        load);
  }

  /** Returns this spec with another policy. */
  public RolloutSpec with(RolloutPolicy newPolicy) {
    return new RolloutSpec(
        name,
        kernelImage,
        selector,
        waves,
        disruptionBudget,
        failureBudget,
        soak,
        bootDeadline,
        drain,
        newPolicy,
        load);
  }
}
