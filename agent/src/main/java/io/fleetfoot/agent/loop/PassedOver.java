package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.preflight.Refusal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The methods that a reboot will not be done by, and why. */
final class PassedOver {
  private static final Logger LOG = System.getLogger(PassedOver.class.getName());

  private final String rebootId;
  private final Set<Refusal> refusals = new LinkedHashSet<>();

  PassedOver(String rebootId) {
    this.rebootId = rebootId;
  }

  /** Notes what speaks against a method, and returns whether anything does. */
  boolean over(LoadMethod method, List<Refusal> against) {
    for (Refusal refusal : against) {
      LOG.log(
          Level.INFO,
          "reboot {0}: not by {1}: {2}: found {3}, wanted {4}",
          rebootId,
          method.wireName(),
          refusal.check(),
          refusal.found(),
          refusal.wanted());
    }
    refusals.addAll(against);
    return !against.isEmpty();
  }

  /**
   * Refuses the reboot when no method is left.
   *
   * @throws RefusedException with all that spoke against each
   */
  void refuseIfNoneIn(List<Loader> open) throws RefusedException {
    if (open.isEmpty()) {
      throw new RefusedException(List.copyOf(refusals));
    }
  }
}
