package io.fleetfoot.service.rollout;

import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * A condition on the result of a query, such as {@code result >= 0.99 && result <= 1}.
 *
 * <p>It knows numbers, {@code result}, {@code result[0]}, {@code len(result)}, {@code
 * isNaN(number)}, {@code default(number, number)}, the six comparisons, {@code && || !}, {@code
 * true}, {@code false} and parentheses. Nothing compares with NaN: such a condition is neither true
 * nor false.
 */
public final class GateCondition {

  /** What a condition says of a result. */
  public enum Answer {
    TRUE,
    FALSE,
    /** A number that it compares is not a number. */
    UNKNOWN
  }

  private final String text;
  private final Predicate<QueryResult> truth;

  GateCondition(String text, Predicate<QueryResult> truth) {
    this.text = text;
    this.truth = truth;
  }

  /**
   * Reads a condition.
   *
   * @throws IllegalArgumentException with the column, from 1, of the first fault
   */
  public static GateCondition parse(String text) {
    return new GateConditionParser(text).parse();
  }

  /**
   * Returns what it says of the result.
   *
   * @throws NoSuchSampleException if it reads a sample that the result does not have
   */
  public Answer of(QueryResult result) {
    try {
      return truth.test(result) ? Answer.TRUE : Answer.FALSE;
    } catch (NotANumberException e) {
      return Answer.UNKNOWN;
    }
  }

  /** Returns the text from which it was read. */
  @Override
  public String toString() {
    return text;
  }

  /** A condition reads a sample that is not in the result; the message says what to do. */
  public static final class NoSuchSampleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoSuchSampleException(String message) {
      super(message);
    }
  }

  /** A comparison with NaN, which has no answer. */
  private static final class NotANumberException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** A part of a condition: a number or a truth. */
  sealed interface Term permits Quantity, Truth {}

  record Quantity(ToDoubleFunction<QueryResult> of) implements Term {

    static Quantity constant(double value) {
      return new Quantity(result -> value);
    }

    static Quantity onlySample() {
      return new Quantity(GateCondition::onlySample);
    }

    static Quantity sample(int index) {
      return new Quantity(result -> GateCondition.sample(result, index));
    }

    static Quantity count() {
      return new Quantity(result -> result.samples().size());
    }

    Quantity orElse(Quantity other) {
      return new Quantity(
          result -> {
            try {
              return of.applyAsDouble(result);
            } catch (NoSuchSampleException e) {
              return other.of.applyAsDouble(result);
            }
          });
    }

    Truth isNaN() {
      return new Truth(result -> Double.isNaN(of.applyAsDouble(result)));
    }

    Truth compare(Comparison comparison, Quantity other) {
      return new Truth(
          result -> {
            double left = of.applyAsDouble(result);
            double right = other.of.applyAsDouble(result);
            if (Double.isNaN(left) || Double.isNaN(right)) {
              throw new NotANumberException();
            }
            return comparison.holds(left, right);
          });
    }
  }

  record Truth(Predicate<QueryResult> of) implements Term {}

  /** The comparisons, a longer one before the one that it begins with. */
  enum Comparison {
    NOT_MORE("<="),
    NOT_LESS(">="),
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    MORE(">");

    final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }

    boolean holds(double left, double right) {
      return switch (this) {
        case NOT_MORE -> left <= right;
        case NOT_LESS -> left >= right;
        case EQUAL -> left == right;
        case NOT_EQUAL -> left != right;
        case LESS -> left < right;
        case MORE -> left > right;
      };
    }
  }

  private static double onlySample(QueryResult result) {
    if (result.samples().size() > 1) {
      throw new NoSuchSampleException(
          "the query gave %d samples where \"result\" wants one: aggregate in the query, or write result[0]"
              .formatted(result.samples().size()));
    }
    return sample(result, 0);
  }

  private static double sample(QueryResult result, int index) {
    if (index >= result.samples().size()) {
      throw new NoSuchSampleException(
          "the query gave %d samples and there is no result[%d]: default(result[%d], 0) says what counts then"
              .formatted(result.samples().size(), index, index));
    }
    return result.samples().get(index);
  }
}
