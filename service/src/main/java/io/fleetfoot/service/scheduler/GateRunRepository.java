package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.GateState;
import io.fleetfoot.service.rollout.Hook;
import io.fleetfoot.service.rollout.Measurement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps the questions of rollouts to webhooks and queries; all times are the database's. */
public interface GateRunRepository {

  /**
   * Keeps a question, unless it is kept already.
   *
   * @param endpoint to which at most one request is made at a time; absent of a metric gate
   * @param timeout how long one request may take
   * @param delay after which it is first asked
   * @param patience after which it ends; absent of a metric gate
   */
  void ask(
      GateRun.Key key,
      @Nullable String endpoint,
      Duration timeout,
      Duration delay,
      @Nullable Duration patience);

  /** Returns the questions that the rollout asked at the point, in any order. */
  List<GateRun> listAt(RolloutId rollout, Hook.Point point);

  /** Returns the questions before these reboots, in any order. */
  List<GateRun> listBefore(List<RebootId> reboots);

  /** Returns what is to be told of rollouts and has not been kept as a question. */
  List<GateRun.Key> listUntold();

  /** Returns one open question, beyond its deadline and leased by nobody, and locks it. */
  Optional<GateRun> claimOverdue();

  /**
   * Leases one open question that is due and whose endpoint is idle, for the time of its request.
   *
   * @throws org.springframework.dao.DuplicateKeyException if another replica took the endpoint at
   *     the same moment
   */
  Optional<Lease> claimDue();

  /** Ends the leases of replicas that did not come back in time. */
  void releaseExpired();

  /** Ends a question; says false if the lease is not held any more, and then changes nothing. */
  boolean end(UUID run, @Nullable UUID lease, GateState state, String reason);

  /** Has the question asked again after that time or at its deadline; says false likewise. */
  boolean again(Lease lease, Duration after, String reason, boolean error);

  /** Keeps a measurement under its number. */
  void measured(UUID run, int number, Measurement.Grade grade, String detail);

  /** Ends open questions for which no rollout waits any more; what is only told is told. */
  int withdrawUnawaited();

  /** Returns who the question is about, at most that many of the hosts. */
  HookSubject subject(GateRun.Key key, int limit);

  /**
   * The right to make one request.
   *
   * @param now when it was given
   */
  record Lease(GateRun run, UUID token, Instant now) {}
}
