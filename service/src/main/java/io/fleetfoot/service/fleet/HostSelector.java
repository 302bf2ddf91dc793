package io.fleetfoot.service.fleet;

import java.util.Map;

/** Chooses hosts by their labels; with nothing to match it chooses every host. */
public record HostSelector(Map<String, String> matchLabels) {

  public HostSelector {
    matchLabels = Map.copyOf(matchLabels);
  }

  /** Returns the selector of every host. */
  public static HostSelector everyHost() {
    return new HostSelector(Map.of());
  }

  /** Says whether a host with these labels is chosen. */
  public boolean matches(Labels labels) {
    return labels.contain(matchLabels);
  }
}
