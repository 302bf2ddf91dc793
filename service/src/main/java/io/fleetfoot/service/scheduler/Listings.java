package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.access.ApiToken;
import io.fleetfoot.service.fleet.Availability;
import io.fleetfoot.service.fleet.Host;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.Rollout;
import io.fleetfoot.service.rollout.RolloutState;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists page by page, each in an order that is the same on every page; what is not there when
 * a page is read is on no page, and nothing is on two. An empty set of states stands for each
 * state.
 */
public interface Listings {

  /** Returns hosts, by hostname and id. */
  Page<Host> hosts(HostFilter filter, PageRequest page);

  /** Returns kernel images, the newest first. */
  Page<KernelImage> kernelImages(PageRequest page);

  /** Returns rollouts in one of the states, the newest first. */
  Page<Rollout> rollouts(Set<RolloutState> states, PageRequest page);

  /** Returns the rollout's reboots in one of the states, by wave and hostname. */
  Page<RebootRecord> reboots(RolloutId rollout, Set<RebootState> states, PageRequest page);

  /** Returns what the rollout asked of webhooks and queries, the last asked first. */
  Page<GateRun> gateRuns(RolloutId rollout, PageRequest page);

  /** Returns what ended reboots took, the last that ended first. */
  Page<RebootTiming> timings(TimingFilter filter, PageRequest page);

  /** Returns saved transitions, the newest first. */
  Page<SavedTransition> transitions(TransitionFilter filter, PageRequest page);

  /** Returns API tokens, the newest first. */
  Page<ApiToken> apiTokens(PageRequest page);

  /** Returns join tokens, the newest first. */
  Page<JoinToken> joinTokens(PageRequest page);

  /** Returns uptime policies, the newest first. */
  Page<KeptUptimePolicy> uptimePolicies(PageRequest page);

  /**
   * Which hosts are asked for; an absent availability stands for both.
   *
   * @param check only those on which this check finds something, if it is there
   */
  record HostFilter(
      HostSelector selector, Availability.@Nullable State availability, @Nullable String check) {}

  /** Which reboots' timings are asked for; what is absent stands for all. */
  record TimingFilter(
      @Nullable RolloutId rollout,
      @Nullable HostId host,
      @Nullable String method,
      @Nullable String toRelease) {}

  /**
   * Which transitions are asked for; what is absent stands for all.
   *
   * @param since not before
   * @param until before
   */
  record TransitionFilter(
      @Nullable String actor,
      @Nullable String subject,
      @Nullable UUID subjectId,
      @Nullable RolloutId rollout,
      @Nullable Instant since,
      @Nullable Instant until) {}
}
