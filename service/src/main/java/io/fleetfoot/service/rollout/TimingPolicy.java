package io.fleetfoot.service.rollout;

/**
 * What happens when the phases of a wave took longer than earlier reboots of the same kind.
 *
 * @param action what happens
 * @param minSamples how many timings both sides need before they are compared
 * @param tolerance by how much longer a phase may take, in percent of the baseline's median
 */
public record TimingPolicy(Action action, int minSamples, int tolerance) {

  private static final int FEWEST = 5;

  /** What a regression does to the rollout. */
  public enum Action {
    OFF,
    WARN,
    PAUSE,
    ABORT
  }

  public TimingPolicy {
    if (minSamples < FEWEST || tolerance < 0) {
      throw new IllegalArgumentException(
          "the timing gate has minSamples %d and tolerance %d %%: wanted at least %d, and not negative"
              .formatted(minSamples, tolerance, FEWEST));
    }
  }

  /** Returns the policy of a rollout that says nothing of timing: it warns. */
  public static TimingPolicy warn() {
    return new TimingPolicy(Action.WARN, 8, 10);
  }
}
