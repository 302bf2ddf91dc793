package io.fleetfoot.service.rollout;

/** How many failed hosts a rollout tolerates; one more stops it. */
public record FailureBudget(int tolerated) {

  public FailureBudget {
    if (tolerated < 0) {
      throw new IllegalArgumentException(
          "failureBudget is %d: it must not be negative".formatted(tolerated));
    }
  }

  /** Says whether the rollout may go on with so many failed hosts. */
  public boolean allows(int failed) {
    return failed <= tolerated;
  }
}
