package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.RolloutId;
import io.fleetfoot.service.rollout.uptime.UptimePolicy;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps the uptime policies and what they started. */
public interface UptimePolicyRepository {

  /**
   * Keeps a new policy, due at once.
   *
   * @throws ConflictException {@code uptime-policy-name-taken}
   */
  void insert(UUID id, UptimePolicy policy);

  /** Returns the policy. */
  Optional<KeptUptimePolicy> find(UUID id);

  /** Returns the policy, locked as soon as nobody else has it locked. */
  Optional<KeptUptimePolicy> lock(UUID id);

  /**
   * Saves what is asked of a policy that is locked, at its next version and due at once.
   *
   * @throws ConflictException {@code uptime-policy-name-taken}
   */
  void save(UUID id, UptimePolicy policy, KeptUptimePolicy.State state);

  /** Forgets a policy that is locked; rollouts that it started stay. */
  void delete(UUID id);

  /**
   * Returns the policy that is due longest, locked until the transaction ends, and nothing while
   * another has claimed one: two policies that want one host must not both find it free.
   */
  Optional<KeptUptimePolicy> claimDue();

  /**
   * Keeps that a policy that is locked was looked at, why it could start nothing if it could not,
   * and when it is due again.
   */
  void keepLook(UUID id, UptimeFigures figures, @Nullable String fault, Instant next);

  /** Keeps that a policy that is locked started the rollout for that day. */
  void keepStart(UUID id, RolloutId rollout, LocalDate day);

  /** Keeps that a rollout which failed has paused its policy, and does not again. */
  void heed(RolloutId rollout);

  /** Returns the last figures of the policies, by name, of a hundred at most. */
  Map<String, UptimeFigures> listFigures();
}
