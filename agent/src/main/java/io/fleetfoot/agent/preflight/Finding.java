package io.fleetfoot.agent.preflight;

import java.util.List;

/**
 * What one check found on this host.
 *
 * @param check a stable id such as {@code reserved-region}
 * @param severity what it means for a reboot
 * @param found what the host has
 * @param wanted what the check wants
 * @param remedy what a person can do about it, empty when all is well
 * @param closes the methods that do not go because of it, by their names in the agent protocol
 */
public record Finding(
    String check,
    Severity severity,
    String found,
    String wanted,
    String remedy,
    List<String> closes) {

  /** Copies the names. */
  public Finding {
    closes = List.copyOf(closes);
  }

  /** A finding that closes no method. */
  public Finding(String check, Severity severity, String found, String wanted, String remedy) {
    this(check, severity, found, wanted, remedy, List.of());
  }

  static Finding ok(Check check, String found, String wanted) {
    return new Finding(check.id(), Severity.OK, found, wanted, "");
  }

  /** Returns it as what a check says against a method. */
  public Refusal refusal() {
    return new Refusal(check, found, wanted, remedy);
  }

  /** Returns the finding in one line, for a log. */
  @Override
  public String toString() {
    return "%s: found %s, wanted %s%s"
        .formatted(check, found, wanted, remedy.isEmpty() ? "" : "; " + remedy);
  }
}
