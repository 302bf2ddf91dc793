package io.fleetfoot.service.timing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the timings of a whole wave say. */
public record TimingVerdict(List<Finding> findings) {

  /** Whether the wave got slower. */
  public enum Outcome {
    NO_REGRESSION,
    REGRESSION,
    INCONCLUSIVE
  }

  public TimingVerdict {
    findings = List.copyOf(findings);
  }

  /**
   * Returns REGRESSION if any phase got slower, or else NO_REGRESSION if any could be judged, or
   * else INCONCLUSIVE.
   */
  public Outcome outcome() {
    if (!of(Judgement.Regression.class).isEmpty()) {
      return Outcome.REGRESSION;
    }
    return of(Judgement.NoRegression.class).isEmpty()
        ? Outcome.INCONCLUSIVE
        : Outcome.NO_REGRESSION;
  }

  /** Returns the verdict in a sentence for operators, with figures or reasons. */
  public String text() {
    return switch (outcome()) {
      case REGRESSION ->
          of(Judgement.Regression.class).stream()
              .map(Finding::text)
              .collect(Collectors.joining("; "));
      case NO_REGRESSION ->
          "no phase got slower; the nearest to it is " + nearest(of(Judgement.NoRegression.class));
      case INCONCLUSIVE ->
          findings.isEmpty()
              ? "nothing to compare: no reboot of the wave succeeded with a timing of its own"
              : reasons();
    };
  }

  private List<Finding> of(Class<? extends Judgement> judgement) {
    return findings.stream().filter(finding -> judgement.isInstance(finding.judgement())).toList();
  }

  private static String nearest(List<Finding> findings) {
    return findings.stream()
        .max(Comparator.comparing(finding -> shift(finding.judgement())))
        .map(Finding::text)
        .orElseThrow();
  }

  private static double shift(Judgement judgement) {
    return judgement instanceof Judgement.NoRegression none ? none.shift() : Double.NaN;
  }

  /** The reasons of all findings, each once, with the phases that it holds for. */
  private String reasons() {
    Map<String, List<String>> phases = new LinkedHashMap<>();
    for (Finding finding : findings) {
      phases
          .computeIfAbsent(finding.withoutPhase(), reason -> new ArrayList<>())
          .add(finding.comparison().phase().wireName());
    }
    return phases.entrySet().stream()
        .map(entry -> String.join(", ", entry.getValue()) + entry.getKey())
        .collect(Collectors.joining("; "));
  }
}
