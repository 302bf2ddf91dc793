package io.fleetfoot.service.rollout.spec;

import io.fleetfoot.service.rollout.FailureBudget;

/** How many failed hosts are tolerated. */
final class FailureBudgetType {

  static final FieldType<FailureBudget> TYPE =
      new FieldType<>(
          FieldTypes.count().schema(),
          FieldTypes.count().bounds(),
          (json, place) -> FieldTypes.count().read(json, place).map(FailureBudget::new),
          FailureBudget::tolerated);

  private FailureBudgetType() {}
}
