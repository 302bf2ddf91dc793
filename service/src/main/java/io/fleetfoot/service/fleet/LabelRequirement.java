package io.fleetfoot.service.fleet;

import java.util.List;
import java.util.Map;

/**
 * One expression of a selector, with the meaning that it has in Kubernetes
 * (LabelSelectorRequirement of apimachinery's meta/v1): what is not there is in no set, so NOT_IN
 * holds for a host without the label.
 *
 * @param key the label
 * @param operator what is asked of it
 * @param values the set, for IN and NOT_IN; empty for the others
 */
public record LabelRequirement(String key, Operator operator, List<String> values) {

  /** What an expression asks of a label. */
  public enum Operator {
    IN("In"),
    NOT_IN("NotIn"),
    EXISTS("Exists"),
    DOES_NOT_EXIST("DoesNotExist");

    private final String word;

    Operator(String word) {
      this.word = word;
    }

    /** Returns the operator as Kubernetes spells it. */
    public String word() {
      return word;
    }

    /** Says whether it asks with a set of values. */
    public boolean hasValues() {
      return this == IN || this == NOT_IN;
    }
  }

  public LabelRequirement {
    values = List.copyOf(values);
    if (key.isBlank()) {
      throw new IllegalArgumentException("the key of an expression must not be blank");
    }
    if (operator.hasValues() == values.isEmpty()) {
      throw new IllegalArgumentException(
          "found %s with %d values, wanted %s"
              .formatted(operator.word(), values.size(), operator.hasValues() ? "some" : "none"));
    }
  }

  /** Says whether it holds for a host with these labels. */
  boolean matches(Map<String, String> labels) {
    String value = labels.get(key);
    return switch (operator) {
      case IN -> value != null && values.contains(value);
      case NOT_IN -> value == null || !values.contains(value);
      case EXISTS -> value != null;
      case DOES_NOT_EXIST -> value == null;
    };
  }
}
