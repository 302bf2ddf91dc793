package io.fleetfoot.agent.loop.testing;

import io.fleetfoot.agent.loop.Checkup;
import io.fleetfoot.agent.preflight.Finding;
import java.util.List;
import java.util.Optional;

/** Findings that a test sets, and a count of the looks. */
public final class FakeCheckup implements Checkup {
  private Optional<List<Finding>> latest = Optional.empty();
  private int looks;

  /** Sets what the last look found. */
  public void found(Finding... findings) {
    latest = Optional.of(List.of(findings));
  }

  /** Returns how often the loop had time to look. */
  public int looks() {
    return looks;
  }

  @Override
  public void lookWhenDue() {
    looks++;
  }

  @Override
  public Optional<List<Finding>> latest() {
    return latest;
  }
}
