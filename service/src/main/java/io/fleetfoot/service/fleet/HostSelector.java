package io.fleetfoot.service.fleet;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Chooses hosts by their labels and facts as Kubernetes chooses by labels: a host must have every
 * pair and satisfy every expression. With nothing to match it chooses every host.
 */
public record HostSelector(
    Map<String, String> matchLabels, List<LabelRequirement> matchExpressions) {

  public HostSelector {
    matchLabels = Map.copyOf(matchLabels);
    matchExpressions = List.copyOf(matchExpressions);
  }

  /** Makes a selector that asks for these labels only. */
  public HostSelector(Map<String, String> matchLabels) {
    this(matchLabels, List.of());
  }

  /** Returns the selector of every host. */
  public static HostSelector everyHost() {
    return new HostSelector(Map.of());
  }

  /**
   * Returns the selector that the text spells, in the words of {@code kubectl get --selector}, such
   * as {@code rack in (r1,r2),tier!=db}.
   *
   * @throws IllegalArgumentException with the column, from 1, of the first fault
   */
  public static HostSelector parse(String text) {
    return new HostSelectorParser(text).parse();
  }

  /** Says whether a host with these labels, facts among them, is chosen. */
  public boolean matches(Labels labels) {
    return labels.contain(matchLabels)
        && matchExpressions.stream().allMatch(expression -> expression.matches(labels.values()));
  }

  /** Says whether the host is chosen; its facts stand under their reserved keys. */
  public boolean matches(Host host) {
    return matches(host.labelsAndFacts());
  }

  /** Says whether any of it asks for a fact. */
  public boolean asksForFacts() {
    return matchLabels.keySet().stream().anyMatch(FactLabels.KEYS::contains)
        || matchExpressions.stream().anyMatch(asked -> FactLabels.KEYS.contains(asked.key()));
  }

  /** Returns the pairs that are asked of labels alone, not of facts. */
  public Map<String, String> plainLabels() {
    return matchLabels.entrySet().stream()
        .filter(Predicate.not(pair -> FactLabels.KEYS.contains(pair.getKey())))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Says whether it asks for more than {@link #plainLabels}. */
  public boolean asksForMoreThanLabels() {
    return !matchExpressions.isEmpty()
        || matchLabels.keySet().stream().anyMatch(FactLabels.KEYS::contains);
  }
}
