package io.fleetfoot.service.rollout;

import io.fleetfoot.service.rollout.GateCondition.Answer;
import java.util.List;

/** Judges a metric gate by its measurements, as Argo Rollouts judges an analysis. */
public final class MetricJudgement {

  private MetricJudgement() {}

  /**
   * How a gate stands.
   *
   * @param outcome what it came to
   * @param reason why, with the figures
   */
  public record Standing(Outcome outcome, String reason) {}

  /** What the measurements of a gate come to. */
  public enum Outcome {
    /** More measurements are wanted. */
    OPEN,
    /** As many as wanted were made, within every limit. */
    PASSED,
    /** More failed than tolerated. */
    FAILED,
    /** More were inconclusive, or more errors came in a row, than tolerated. */
    INCONCLUSIVE
  }

  /**
   * Returns how one result comes out.
   *
   * @throws GateCondition.NoSuchSampleException if a condition reads a sample that is not there
   */
  public static Measurement.Grade grade(MetricGate gate, QueryResult result) {
    Answer success = GateCondition.parse(gate.success()).of(result);
    String failing = gate.failure();
    if (failing == null) {
      return switch (success) {
        case TRUE -> Measurement.Grade.SUCCESSFUL;
        case FALSE -> Measurement.Grade.FAILED;
        case UNKNOWN -> Measurement.Grade.INCONCLUSIVE;
      };
    }
    Answer failure = GateCondition.parse(failing).of(result);
    if (failure == Answer.TRUE) {
      return Measurement.Grade.FAILED;
    }
    return failure == Answer.FALSE && success == Answer.TRUE
        ? Measurement.Grade.SUCCESSFUL
        : Measurement.Grade.INCONCLUSIVE;
  }

  /** Returns how the gate stands after the measurements, which come in their order. */
  public static Standing judge(MetricGate gate, List<Measurement> measurements) {
    int failed = count(measurements, Measurement.Grade.FAILED);
    int inconclusive = count(measurements, Measurement.Grade.INCONCLUSIVE);
    int errors = errorsInARow(measurements);
    int measured = measurements.size() - count(measurements, Measurement.Grade.ERROR);
    if (failed > gate.failureLimit()) {
      return new Standing(
          Outcome.FAILED,
          "%d measurements failed, %d are tolerated%s"
              .formatted(failed, gate.failureLimit(), last(measurements)));
    }
    if (inconclusive > gate.inconclusiveLimit()) {
      return new Standing(
          Outcome.INCONCLUSIVE,
          "%d measurements were inconclusive, %d are tolerated%s"
              .formatted(inconclusive, gate.inconclusiveLimit(), last(measurements)));
    }
    if (errors > gate.consecutiveErrorLimit()) {
      return new Standing(
          Outcome.INCONCLUSIVE,
          "%d errors in a row, %d are tolerated%s"
              .formatted(errors, gate.consecutiveErrorLimit(), last(measurements)));
    }
    return new Standing(
        measured >= gate.count() ? Outcome.PASSED : Outcome.OPEN,
        "%d of %d measurements made%s".formatted(measured, gate.count(), last(measurements)));
  }

  private static int count(List<Measurement> measurements, Measurement.Grade grade) {
    return (int) measurements.stream().filter(each -> each.grade() == grade).count();
  }

  private static int errorsInARow(List<Measurement> measurements) {
    int errors = 0;
    for (Measurement measurement : measurements) {
      errors = measurement.grade() == Measurement.Grade.ERROR ? errors + 1 : 0;
    }
    return errors;
  }

  private static String last(List<Measurement> measurements) {
    return measurements.isEmpty()
        ? ""
        : "; the last: " + measurements.get(measurements.size() - 1).detail();
  }
}
