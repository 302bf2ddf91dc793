package io.fleetfoot.service;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The configuration of the service, all under the prefix {@code fleetfoot}.
 *
 * @param home directory of everything the service keeps on disk: the embedded PostgreSQL, the blobs
 *     and the generated join token
 * @param joinToken the token with which an agent may register; when absent, one is made at the
 *     first start and written to {@code join-token} in the home directory
 * @param importDirectory directory under which the paths of a kernel image registered by path must
 *     lie; when absent, registering by path is refused
 * @param silence how long an agent may say nothing before its host is held to be silent
 * @param restartGrace how long after a start no deadline is swept, so that agents which could not
 *     report while no service ran get a chance to
 * @param tick how often the scheduler looks at what is due
 * @param deadlines how long a reboot may stay in each of its states
 */
@ConfigurationProperties("fleetfoot")
public record ServiceProperties(
    @DefaultValue("${user.home}/.fleetfoot") Path home,
    @Nullable String joinToken,
    @Nullable Path importDirectory,
    @DefaultValue("PT1M") Duration silence,
    @DefaultValue("PT30S") Duration restartGrace,
    @DefaultValue("PT0.5S") Duration tick,
    @DefaultValue Deadlines deadlines) {

  /**
   * How long a reboot may stay in each of its states before the sweeper ends it.
   *
   * @param queued until the service tells the agent to stage
   * @param staging until the agent reports that the kernel image is staged
   * @param ready until every constraint admits the host; as long as the longest rollout
   * @param verifying until the agent reports that it executes
   * @param executing until the agent reports a boot, when the rollout names no boot deadline
   * @param proving beyond the soak, until the boot is held to be proven
   */
  public record Deadlines(
      @DefaultValue("PT1H") Duration queued,
      @DefaultValue("PT30M") Duration staging,
      @DefaultValue("P7D") Duration ready,
      @DefaultValue("PT5M") Duration verifying,
      @DefaultValue("PT10M") Duration executing,
      @DefaultValue("PT5M") Duration proving) {}
}
