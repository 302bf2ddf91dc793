package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.rollout.GateOutcome;
import io.fleetfoot.service.rollout.Rollout;
import java.util.List;
import java.util.Map;

/**
 * Says what was found out about single hosts before they go down; read and asked within the
 * transaction of the rollout's step, where nobody is called.
 */
public interface HostGates {

  /** Has it found out what these hosts' gates say, as far as that has not begun. */
  void ask(Rollout rollout, List<RebootId> hosts);

  /** Returns what the gates say of these hosts; those that are not named may go. */
  Map<RebootId, GateOutcome> outcomes(Rollout rollout, List<RebootId> hosts);

  /** Returns gates that stand open for every host. */
  static HostGates open() {
    return new HostGates() {
      @Override
      public void ask(Rollout rollout, List<RebootId> hosts) {}

      @Override
      public Map<RebootId, GateOutcome> outcomes(Rollout rollout, List<RebootId> hosts) {
        return Map.of();
      }
    };
  }
}
