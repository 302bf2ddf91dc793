package io.fleetfoot.agent.preflight;

/**
 * What one check found on this host.
 *
 * @param check a stable id such as {@code reserved-region}
 * @param severity what it means for a reboot
 * @param found what the host has
 * @param wanted what the check wants
 * @param remedy what a person can do about it, empty when all is well
 */
public record Finding(String check, Severity severity, String found, String wanted, String remedy) {

  static Finding ok(Check check, String found, String wanted) {
    return new Finding(check.id(), Severity.OK, found, wanted, "");
  }

  static Finding of(Refusal refusal) {
    return new Finding(
        refusal.check(), Severity.REFUSE, refusal.found(), refusal.wanted(), refusal.remedy());
  }

  /** Returns the finding in one line, for a log. */
  @Override
  public String toString() {
    return "%s: found %s, wanted %s%s"
        .formatted(check, found, wanted, remedy.isEmpty() ? "" : "; " + remedy);
  }
}
