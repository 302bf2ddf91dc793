package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.spec.Fault;
import io.fleetfoot.service.rollout.spec.InvalidSpecException;
import io.fleetfoot.service.rollout.spec.UptimePolicyFields;
import io.fleetfoot.service.rollout.uptime.HostUptime;
import io.fleetfoot.service.rollout.uptime.UptimePolicy;
import io.fleetfoot.service.rollout.uptime.UptimeSpread;
import io.fleetfoot.service.rollout.uptime.UptimeTerms;
import io.fleetfoot.service.scheduler.KeptUptimePolicy.State;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps what operators ask of the uptime of hosts, and says what would come of it. */
public class UptimePolicies {

  private static final String DELETED = "DELETED";

  private final UptimePolicyRepository policies;
  private final HostUptimes uptimes;
  private final RolloutRepository clock;
  private final Rollouts rollouts;
  private final RebootTimeouts timeouts;
  private final TransitionLog transitions;
  private final Transactions transactions;
  private final Duration silence;

  /**
   * Makes it over its repository, the database's clock, and what starts rollouts.
   *
   * @param silence how long an agent may say nothing before its host is silent
   */
  public UptimePolicies(
      UptimePolicyRepository policies,
      HostUptimes uptimes,
      RolloutRepository clock,
      Rollouts rollouts,
      RebootTimeouts timeouts,
      TransitionLog transitions,
      Transactions transactions,
      Duration silence) {
    this.policies = policies;
    this.uptimes = uptimes;
    this.clock = clock;
    this.rollouts = rollouts;
    this.timeouts = timeouts;
    this.transitions = transitions;
    this.transactions = transactions;
    this.silence = silence;
  }

  /**
   * Which hosts would be rebooted on which day.
   *
   * @param madeAt when this was planned
   * @param hosts every host of the policy
   */
  public record Preview(
      Instant madeAt, UptimeTerms terms, List<UptimeSpread.Day> days, List<HostUptime> hosts) {}

  /**
   * Keeps a new policy, which is looked at soon.
   *
   * @throws InvalidSpecException if its rollouts cannot be, with every fault
   * @throws ConflictException {@code uptime-policy-name-taken}, or as {@link
   *     KernelImages#getBootable} does
   */
  public KeptUptimePolicy create(UptimePolicy policy) {
    requireStartable(policy);
    UUID id = UUID.randomUUID();
    return transactions.run(
        () -> {
          policies.insert(id, policy);
          append(id, null, State.ACTIVE.name(), "created: " + policy.name());
          return get(id);
        });
  }

  /**
   * Returns the policy.
   *
   * @throws NotFoundException if there is none of this id
   */
  public KeptUptimePolicy get(UUID id) {
    return policies.find(id).orElseThrow(() -> missing(id));
  }

  /**
   * Asks something else of the policy, if it is still at the version where one is expected; a
   * rollout that it started goes on as it is.
   *
   * @throws VersionMismatchException if it is at another version
   * @throws InvalidSpecException as {@link #create} does
   * @throws ConflictException likewise
   * @throws NotFoundException if there is none of this id
   */
  public KeptUptimePolicy change(UUID id, UptimePolicy policy, OptionalLong expected) {
    requireStartable(policy);
    return transactions.run(
        () -> {
          KeptUptimePolicy before = lock(id, expected);
          if (!before.policy().equals(policy)) {
            policies.save(id, policy, before.state());
            append(id, before.state().name(), before.state().name(), "changed: " + policy.name());
          }
          return get(id);
        });
  }

  /**
   * Lets the policy start rollouts or start none, if it is still at the version where one is
   * expected; a rollout that it started goes on.
   *
   * @throws VersionMismatchException if it is at another version
   * @throws NotFoundException if there is none of this id
   */
  public KeptUptimePolicy turn(UUID id, State state, OptionalLong expected) {
    return transactions.run(
        () -> {
          KeptUptimePolicy before = lock(id, expected);
          if (before.state() != state) {
            policies.save(id, before.policy(), state);
            append(
                id,
                before.state().name(),
                state.name(),
                (state == State.PAUSED ? "paused: " : "resumed: ") + before.policy().name());
          }
          return get(id);
        });
  }

  /**
   * Forgets the policy, if it is still at the version where one is expected; a rollout that it
   * started goes on.
   *
   * @throws VersionMismatchException if it is at another version
   * @throws NotFoundException if there is none of this id
   */
  public void delete(UUID id, OptionalLong expected) {
    transactions.run(
        () -> {
          KeptUptimePolicy before = lock(id, expected);
          policies.delete(id);
          append(id, before.state().name(), DELETED, "deleted: " + before.policy().name());
          return id;
        });
  }

  /**
   * Plans the days from today on, for a policy that is kept.
   *
   * @throws NotFoundException if there is none of this id
   */
  public Preview preview(UUID id, int days) {
    KeptUptimePolicy kept = get(id);
    return preview(kept.policy(), kept, days);
  }

  /**
   * Plans the days from today on, as if the policy were kept now.
   *
   * @throws InvalidSpecException if its rollouts cannot be, with every fault
   */
  public Preview preview(UptimePolicy policy, int days) {
    return preview(policy, null, days);
  }

  private Preview preview(UptimePolicy policy, @Nullable KeptUptimePolicy kept, int days) {
    Instant now = clock.now();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    RolloutSpec spec = UptimePolicyFields.rollout(policy, timeouts.bootDeadlines(), now);
    List<HostUptime> hosts = uptimes.list(policy.selector(), silence);
    boolean isTodayDone = kept != null && kept.hasStarted(today);
    return new Preview(
        now,
        policy.terms(),
        UptimePlans.plan(policy.terms(), spec.policy(), hosts, isTodayDone, now, days),
        hosts);
  }

  private void requireStartable(UptimePolicy policy) {
    RolloutSpec spec = UptimePolicyFields.rollout(policy, timeouts.bootDeadlines(), clock.now());
    try {
      rollouts.requireStartable(spec);
    } catch (InvalidSpecException e) {
      throw new InvalidSpecException(
          e.faults().stream()
              .map(
                  fault ->
                      new Fault(fault.path().replaceFirst("\\$", "\\$.rollout"), fault.detail()))
              .toList());
    }
  }

  private KeptUptimePolicy lock(UUID id, OptionalLong expected) {
    Optional<KeptUptimePolicy> found = policies.lock(id);
    KeptUptimePolicy kept = found.orElseThrow(() -> missing(id));
    if (expected.isPresent() && expected.getAsLong() != kept.version()) {
      throw new VersionMismatchException(
          "uptime policy " + id, expected.getAsLong(), kept.version());
    }
    return kept;
  }

  private void append(UUID id, @Nullable String from, String to, String cause) {
    transitions.append(Transition.of(id, null, from, to, cause));
  }

  private static NotFoundException missing(UUID id) {
    return new NotFoundException("uptime policy", id.toString());
  }
}
