package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.fleet.FactLabels;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.LabelRequirement;
import io.fleetfoot.service.fleet.LabelRequirement.Operator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which hosts: labels, expressions, or both in text. */
final class SelectorFields {

  private static final int MOST_LABELS = 64;
  private static final int MOST_EXPRESSIONS = 32;
  private static final int MOST_VALUES = 1000;
  private static final int LONGEST_TEXT = 4096;

  private static final Field<LabelRequirement, String> KEY =
      Field.of("key", TextTypes.key(), LabelRequirement::key)
          .needed()
          .says(
              "The label. Facts are labels under reserved keys: %s."
                  .formatted(
                      new TreeSet<>(FactLabels.KEYS)
                          .stream().map("`%s`"::formatted).collect(Collectors.joining(", "))))
          .like("rack");

  private static final Field<LabelRequirement, Operator> OPERATOR =
      Field.of(
              "operator",
              FieldTypes.choice(Operator.values(), Operator::word),
              LabelRequirement::operator)
          .needed()
          .says("What is asked of it; `NotIn` holds for a host without the label, too.")
          .like("In");

  private static final Field<LabelRequirement, List<String>> VALUES =
      Field.of(
              "values",
              FieldTypes.list(TextTypes.labelValue(), 0, MOST_VALUES),
              (LabelRequirement asked) -> asked.operator().hasValues() ? asked.values() : null)
          .says("The set, at least one with `In` and `NotIn`, none with the others.")
          .like(List.of("r1", "r2"));

  private static final ObjectType<LabelRequirement> EXPRESSION =
      new ObjectType<>(
          "RolloutSelectorExpression",
          List.of(KEY, OPERATOR, VALUES),
          List.of(
              parsed ->
                  parsed
                      .find(OPERATOR)
                      .filter(operator -> operator.hasValues() == isEmpty(parsed))
                      .ifPresent(operator -> parsed.fault(VALUES, wanted(operator)))),
          parsed ->
              new LabelRequirement(
                  parsed.get(KEY), parsed.get(OPERATOR), parsed.find(VALUES).orElse(List.of())));

  private static final Field<HostSelector, Map<String, String>> MATCH_LABELS =
      Field.of(
              "matchLabels",
              FieldTypes.map(TextTypes.key(), TextTypes.labelValue(), MOST_LABELS),
              (HostSelector selector) ->
                  (Map<String, String>) new TreeMap<>(selector.matchLabels()))
          .usually(Map.of())
          .says("Labels that a host must have, all of them.")
          .like(Map.of("pool", "web"));

  private static final Field<HostSelector, List<LabelRequirement>> MATCH_EXPRESSIONS =
      Field.of(
              "matchExpressions",
              FieldTypes.list(EXPRESSION.type(), 0, MOST_EXPRESSIONS),
              HostSelector::matchExpressions)
          .usually(List.of())
          .says("What must hold of a host's labels and facts, all of it.")
          .like(
              List.of(
                  Map.of("key", "rack", "operator", "In", "values", List.of("r1", "r2")),
                  Map.of("key", "quarantine", "operator", "DoesNotExist")));

  static final ObjectType<HostSelector> OBJECT =
      new ObjectType<>(
          "RolloutSelector",
          List.of(MATCH_LABELS, MATCH_EXPRESSIONS),
          List.of(),
          parsed -> new HostSelector(parsed.get(MATCH_LABELS), parsed.get(MATCH_EXPRESSIONS)));

  private static final FieldType<HostSelector> TEXT =
      TextTypes.language(LONGEST_TEXT, Map.of(), HostSelector::parse, OBJECT::write);

  /** A selector as an object or, as {@code kubectl get --selector} takes it, as text. */
  static final FieldType<HostSelector> TYPE =
      new FieldType<>(
          Map.of("oneOf", List.of(OBJECT.schema(), TEXT.schema())),
          "an object, or text such as `rack in (r1,r2),tier!=db`",
          List.of(OBJECT),
          (json, place) ->
              json instanceof String ? TEXT.read(json, place) : OBJECT.type().read(json, place),
          OBJECT::write);

  private SelectorFields() {}

  /** A set that could not be read is not a set that is missing. */
  private static boolean isEmpty(Parsed parsed) {
    Optional<List<String>> values = parsed.find(VALUES);
    return values.map(List::isEmpty).orElse(!parsed.has(VALUES));
  }

  private static String wanted(Operator operator) {
    return operator.hasValues()
        ? "found none, wanted at least one value with " + operator.word()
        : "found some, wanted no values with " + operator.word();
  }
}
