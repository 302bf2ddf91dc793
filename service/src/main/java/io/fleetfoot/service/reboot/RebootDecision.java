package io.fleetfoot.service.reboot;

/**
 * What an event decides: the attempt as it is to be, and how its host counts from now on.
 *
 * @param reboot the attempt to save if it moved
 * @param moved whether the attempt's state changed; if not, there is nothing to save
 * @param standing how the host counts from now on
 */
public record RebootDecision(Reboot reboot, boolean moved, Standing standing) {

  /** How a host counts after an event. */
  public enum Standing {
    AS_IT_IS,
    UP,
    DOWN
  }

  static RebootDecision move(Reboot reboot, Standing standing) {
    return new RebootDecision(reboot, true, standing);
  }

  static RebootDecision stay(Reboot reboot, Standing standing) {
    return new RebootDecision(reboot, false, standing);
  }
}
