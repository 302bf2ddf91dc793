package io.fleetfoot.agent.manifest;

import io.fleetfoot.agent.preflight.Refusal;

/** A kernel image may not be booted, or it cannot be found out whether it may. */
public final class ManifestRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  /** Says why. */
  public ManifestRefusedException(Refusal refusal) {
    super(
        "%s: found %s, wanted %s; %s"
            .formatted(refusal.check(), refusal.found(), refusal.wanted(), refusal.remedy()));
    this.refusal = refusal;
  }

  /** Returns the reason as it is reported. */
  public Refusal refusal() {
    return refusal;
  }
}
