package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.access.Actor;
import io.fleetfoot.service.fleet.FactLabels;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.LabelRequirement;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.spec.UptimePolicyFields;
import io.fleetfoot.service.rollout.uptime.HostUptime;
import io.fleetfoot.service.rollout.uptime.UptimePolicy;
import io.fleetfoot.service.rollout.uptime.UptimeTerms;
import io.fleetfoot.service.scheduler.KeptUptimePolicy.State;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Looks at uptime policies, and starts the rollouts that they want: of each at most one a day, and
 * none while the one before has not ended. A policy whose rollout was stopped is paused.
 *
 * <p>The replica that locks the row of a policy which is due looks at it; what it counts and starts
 * is saved in the one transaction which also says when the policy is due again. So nothing is
 * started twice, and what a killed replica was about is due still.
 */
public class UptimeRounds {

  private static final Logger log = LoggerFactory.getLogger(UptimeRounds.class);
  private static final Duration LEAST_TIME = Duration.ofDays(1);
  private static final Duration MOST_TIME = Duration.ofDays(7);

  private final UptimePolicyRepository policies;
  private final HostUptimes uptimes;
  private final RolloutRepository clock;
  private final Rollouts rollouts;
  private final RebootTimeouts timeouts;
  private final TransitionLog transitions;
  private final Transactions transactions;
  private final CurrentActor actor;
  private final UptimeMeters meters;
  private final Duration silence;
  private final Duration every;

  /**
   * Makes it over its repository, the database's clock, and what starts rollouts.
   *
   * @param silence how long an agent may say nothing before its host is silent
   * @param every how long after a look a policy is looked at again
   */
  public UptimeRounds(
      UptimePolicyRepository policies,
      HostUptimes uptimes,
      RolloutRepository clock,
      Rollouts rollouts,
      RebootTimeouts timeouts,
      TransitionLog transitions,
      Transactions transactions,
      CurrentActor actor,
      UptimeMeters meters,
      Duration silence,
      Duration every) {
    this.policies = policies;
    this.uptimes = uptimes;
    this.clock = clock;
    this.rollouts = rollouts;
    this.timeouts = timeouts;
    this.transitions = transitions;
    this.transactions = transactions;
    this.actor = actor;
    this.meters = meters;
    this.silence = silence;
    this.every = every;
  }

  /** Looks at every policy that is due, and shows what was counted by anybody. */
  public void tick() {
    Ticks.attempt("uptime policies", this::lookAtAll);
    Ticks.attempt(
        "gauges of uptime policies", () -> meters.show(policies.listFigures(), clock.now()));
  }

  private void lookAtAll() {
    boolean more = true;
    while (more) {
      more = lookAtOne();
    }
  }

  /** A policy that cannot start what it has to is no reason not to look at the others. */
  private boolean lookAtOne() {
    AtomicReference<KeptUptimePolicy> claimed = new AtomicReference<>();
    try {
      return transactions.run(
          () -> {
            Optional<KeptUptimePolicy> due = policies.claimDue();
            due.ifPresent(claimed::set);
            due.ifPresent(
                kept -> actor.run(Actor.uptimePolicy(kept.policy().name()), () -> look(kept)));
            return due.isPresent();
          });
    } catch (DataAccessException | TransactionException e) {
      throw e;
    } catch (RuntimeException e) {
      KeptUptimePolicy kept = claimed.get();
      if (kept == null) {
        throw e;
      }
      failed(kept, e);
      return true;
    }
  }

  private void look(KeptUptimePolicy kept) {
    Instant now = clock.now();
    UptimePolicy policy = kept.policy();
    List<HostUptime> hosts = uptimes.list(policy.selector(), silence);
    policies.keepLook(kept.id(), UptimeFigures.of(hosts, policy.terms(), now), null, next(now));
    LocalDate today = today(now);
    KeptUptimePolicy.Started last = kept.last();
    if (kept.state() == State.ACTIVE && last != null && last.hasFailed()) {
      pause(kept, last.rollout());
    } else if (kept.state() == State.ACTIVE && !kept.hasOpenRollout() && !kept.hasStarted(today)) {
      start(kept, hosts, now, today);
    }
  }

  /** What stopped today's rollout would stop tomorrow's, and take hosts down before it did. */
  private void pause(KeptUptimePolicy kept, RolloutId failed) {
    policies.heed(failed);
    policies.save(kept.id(), kept.policy(), State.PAUSED);
    String cause = "rollout %s was stopped; look at it, and resume the policy".formatted(failed);
    transitions.append(
        Transition.of(kept.id(), failed, State.ACTIVE.name(), State.PAUSED.name(), cause));
    transactions.afterSave(
        () -> log.warn("uptimePolicy={} {} cause=\"{}\"", kept.id(), State.PAUSED, cause));
  }

  private void start(KeptUptimePolicy kept, List<HostUptime> hosts, Instant now, LocalDate today) {
    UptimePolicy policy = kept.policy();
    RolloutSpec template = UptimePolicyFields.rollout(policy, timeouts.bootDeadlines(), now);
    Set<HostId> wanted =
        new HashSet<>(
            UptimePlans.plan(policy.terms(), template.policy(), hosts, false, now, 1)
                .get(0)
                .hosts());
    List<HostUptime> due = hosts.stream().filter(host -> wanted.contains(host.host())).toList();
    if (!due.isEmpty()) {
      start(kept, due, hosts.size(), now, today);
    }
  }

  private void start(
      KeptUptimePolicy kept, List<HostUptime> due, int of, Instant now, LocalDate today) {
    UptimePolicy policy = kept.policy();
    Rollouts.Overview started =
        rollouts.create(
            UptimePolicyFields.rollout(
                policy,
                named(due),
                deadline(policy.terms(), due, now),
                timeouts.bootDeadlines(),
                now));
    policies.keepStart(kept.id(), started.rollout().id(), today);
    String cause = "started over %d of %d hosts".formatted(due.size(), of);
    transitions.append(
        Transition.of(
            kept.id(), started.rollout().id(), kept.state().name(), kept.state().name(), cause));
    transactions.afterSave(
        () ->
            log.info(
                "uptimePolicy={} rollout={} {} cause=\"{}\"",
                kept.id(),
                started.rollout().id(),
                kept.state(),
                cause));
  }

  /** Each host by what names it for good, so that the rollout is about these and no others. */
  private static HostSelector named(List<HostUptime> hosts) {
    return new HostSelector(
        Map.of(),
        List.of(
            new LabelRequirement(
                FactLabels.MACHINE_ID,
                LabelRequirement.Operator.IN,
                hosts.stream().map(HostUptime::machineId).toList())));
  }

  /** When the first of the hosts will have been up for too long, from one day to a week on. */
  private static Instant deadline(UptimeTerms terms, List<HostUptime> due, Instant now) {
    Instant first =
        due.stream()
            .map(host -> terms.limit(host.since()))
            .min(Comparator.naturalOrder())
            .orElseThrow();
    Instant least = now.plus(LEAST_TIME);
    Instant most = now.plus(MOST_TIME);
    return first.isBefore(least) ? least : first.isAfter(most) ? most : first;
  }

  /** What was begun is undone; that it failed is kept, and told unless it had failed before. */
  private void failed(KeptUptimePolicy claimed, RuntimeException failure) {
    String fault = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    transactions.run(
        () -> {
          Instant now = clock.now();
          Optional<KeptUptimePolicy> due =
              policies.lock(claimed.id()).filter(kept -> !kept.dueAt().isAfter(now));
          due.ifPresent(
              kept ->
                  actor.run(
                      Actor.uptimePolicy(kept.policy().name()), () -> keepFault(kept, fault, now)));
          return due.isPresent();
        });
    log.warn("uptimePolicy={} could start no rollout: {}", claimed.id(), failure.toString());
  }

  private void keepFault(KeptUptimePolicy kept, String fault, Instant now) {
    UptimePolicy policy = kept.policy();
    policies.keepLook(
        kept.id(),
        UptimeFigures.of(uptimes.list(policy.selector(), silence), policy.terms(), now),
        fault,
        next(now));
    if (kept.fault() == null) {
      transitions.append(
          Transition.of(
              kept.id(),
              null,
              kept.state().name(),
              kept.state().name(),
              "could start no rollout: " + fault));
    }
  }

  /** A new day is looked at when it begins. */
  private Instant next(Instant now) {
    Instant tomorrow = today(now).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant next = now.plus(every);
    return next.isBefore(tomorrow) ? next : tomorrow;
  }

  private static LocalDate today(Instant now) {
    return LocalDate.ofInstant(now, ZoneOffset.UTC);
  }
}
