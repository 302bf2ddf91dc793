package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.rollout.FailureBudget;
import java.util.Optional;

/** How many failed hosts are tolerated: none, a number, or a percentage. */
final class FailureBudgetType {

  private static final int MOST = 1_000_000;

  static final FieldType<FailureBudget> TYPE =
      new FieldType<>(
          FieldTypes.numberOrPercent(0),
          "0 to %d, or `1%%` to `100%%`".formatted(MOST),
          FailureBudgetType::read,
          budget -> budget.percent() ? budget.toString() : (Object) budget.tolerated());

  private FailureBudgetType() {}

  /** A number is written as a number; the text "5" is one, too. */
  private static Optional<FailureBudget> read(Object json, Place place) {
    try {
      if (json instanceof Integer || json instanceof String) {
        FailureBudget budget = FailureBudget.parse(json.toString());
        if (budget.tolerated() <= MOST && (!budget.percent() || budget.tolerated() > 0)) {
          return Optional.of(budget);
        }
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    place.fault(json, "0 to %d, or \"1%%\" to \"100%%\"".formatted(MOST));
    return Optional.empty();
  }
}
