package io.fleetfoot.service.timing;

/** The earlier reboots that a wave is compared with, and where they come from. */
public record Baseline(TimedReboots reboots, Source source) {

  /** Where a baseline comes from. */
  public enum Source {
    OTHER_ROLLOUTS("earlier reboots"),
    EARLIER_WAVES("reboots of this rollout's earlier waves");

    private final String words;

    Source(String words) {
      this.words = words;
    }

    /** Returns what such reboots are called. */
    public String words() {
      return words;
    }
  }
}
