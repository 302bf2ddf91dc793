package io.fleetfoot.service;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The configuration of the service, all under the prefix {@code fleetfoot}.
 *
 * @param home Directory of everything that the service keeps on disk: the embedded PostgreSQL, the
 *     blobs and the generated join token.
 * @param joinToken Token with which an agent may register. When absent, one is made at the first
 *     start and written to {@code join-token} in the home directory.
 * @param importDirectory Directory under which the paths of a kernel image registered by path must
 *     lie. When absent, registering by path is refused.
 * @param silence How long an agent may say nothing before its host is held to be silent.
 * @param restartGrace How long after a start no deadline is swept, so that agents which could not
 *     report while no service ran get a chance to.
 * @param tick How often the scheduler looks at what is due.
 * @param deadlines How long a reboot may stay in each of its states.
 * @param rollouts How long a rollout may stay in its states.
 */
@ConfigurationProperties("fleetfoot")
public record ServiceProperties(
    @DefaultValue("${user.home}/.fleetfoot") Path home,
    @Nullable String joinToken,
    @Nullable Path importDirectory,
    @DefaultValue("PT1M") Duration silence,
    @DefaultValue("PT30S") Duration restartGrace,
    @DefaultValue("PT0.5S") Duration tick,
    @DefaultValue Deadlines deadlines,
    @DefaultValue RolloutDeadlines rollouts) {

  public ServiceProperties {
    requirePositive("fleetfoot.silence", silence);
    requirePositive("fleetfoot.tick", tick);
    if (restartGrace.isNegative()) {
      throw new IllegalArgumentException(
          "fleetfoot.restart-grace is %s: it must not be negative".formatted(restartGrace));
    }
  }

  /**
   * How long a reboot may stay in each of its states before the sweeper ends it.
   *
   * @param queued Until the rollout lets the host stage; longer than the longest rollout.
   * @param staging Until the agent reports that the kernel image is staged.
   * @param ready Until every constraint admits the host; longer than the longest rollout.
   * @param draining Beyond the drain's own timeout, until no load is left on the host.
   * @param verifying Until the agent reports that it executes.
   * @param executing Until the agent reports a boot, where the rollout names no boot deadline.
   * @param executingFirmware The same for a host that may go through its firmware, which takes
   *     minutes.
   * @param powerCycling Until the agent reports a boot after its host was switched off and on from
   *     outside, where that is configured.
   * @param proving Beyond the soak, until the boot is held to be proven.
   */
  public record Deadlines(
      @DefaultValue("P31D") Duration queued,
      @DefaultValue("PT30M") Duration staging,
      @DefaultValue("P31D") Duration ready,
      @DefaultValue("PT5M") Duration draining,
      @DefaultValue("PT5M") Duration verifying,
      @DefaultValue("PT10M") Duration executing,
      @DefaultValue("PT20M") Duration executingFirmware,
      @DefaultValue("PT15M") Duration powerCycling,
      @DefaultValue("PT5M") Duration proving) {

    public Deadlines {
      requirePositive("fleetfoot.deadlines.queued", queued);
      requirePositive("fleetfoot.deadlines.staging", staging);
      requirePositive("fleetfoot.deadlines.ready", ready);
      requirePositive("fleetfoot.deadlines.draining", draining);
      requirePositive("fleetfoot.deadlines.verifying", verifying);
      requirePositive("fleetfoot.deadlines.executing", executing);
      requirePositive("fleetfoot.deadlines.executing-firmware", executingFirmware);
      requirePositive("fleetfoot.deadlines.power-cycling", powerCycling);
      requirePositive("fleetfoot.deadlines.proving", proving);
    }
  }

  /**
   * How long a rollout may stay in its states before it ends by itself.
   *
   * @param longest Until a rollout is stopped, from when it was asked for; a rollout's own deadline
   *     may be earlier. What could not finish within it is refused.
   * @param paused Until a paused rollout that nobody resumes is aborted.
   * @param approval Until a rollout that nobody approves is aborted.
   * @param rollingBack Until a rollout that goes back is stopped where it is.
   */
  public record RolloutDeadlines(
      @DefaultValue("P30D") Duration longest,
      @DefaultValue("P7D") Duration paused,
      @DefaultValue("P7D") Duration approval,
      @DefaultValue("P7D") Duration rollingBack) {

    public RolloutDeadlines {
      requirePositive("fleetfoot.rollouts.longest", longest);
      requirePositive("fleetfoot.rollouts.paused", paused);
      requirePositive("fleetfoot.rollouts.approval", approval);
      requirePositive("fleetfoot.rollouts.rolling-back", rollingBack);
    }
  }

  private static void requirePositive(String key, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(
          "%s is %s: it must be more than zero".formatted(key, duration));
    }
  }
}
