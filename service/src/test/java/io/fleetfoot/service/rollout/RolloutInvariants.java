package io.fleetfoot.service.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.reboot.ExecId;
import io.fleetfoot.service.reboot.Reboot;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.reboot.RolloutId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What holds at every moment: one admission for one reboot, and a timed way out for all. */
final class RolloutInvariants {

  private final Map<RebootId, ExecId> admitted = new HashMap<>();
  private final Map<RolloutId, Long> checked = new HashMap<>();

  /** What holds after every transaction, looked at where the transaction changed something. */
  void check(SimulatedStore before, SimulatedStore store) {
    for (SimulatedStore.Row row : store.changedSince(before)) {
      Reboot reboot = row.reboot();
      assertThat(row.deadline().isPresent()).isEqualTo(row.isActive());
      ExecId execId = reboot.evidence().execId();
      if (execId != null) {
        ExecId first = admitted.putIfAbsent(reboot.id(), execId);
        assertThat(first == null || first.equals(execId)).as("one admission: %s", reboot).isTrue();
      }
    }
    for (Rollout rollout : store.activeRollouts()) {
      Long known = checked.put(rollout.id(), rollout.version());
      if (known == null || known != rollout.version()) {
        hasWayOut(rollout, store);
      }
    }
  }

  /** When its deadline has passed, there is something to do, whatever its hosts do. */
  private static void hasWayOut(Rollout rollout, SimulatedStore store) {
    Instant deadline = rollout.course().deadline();
    assertThat(deadline).as("deadline of %s", rollout).isNotNull();
    Surroundings then = new Surroundings(deadline);
    Observed observed =
        new Observed(store.view().tried(rollout.id()), new GateOutcome.Pending("asked"));
    assertThat(RolloutMachine.decide(rollout, store.view().members(rollout.id()), then, observed))
        .as("after its deadline: %s", rollout)
        .isNotInstanceOf(RolloutDecision.Rest.class);
  }
}
