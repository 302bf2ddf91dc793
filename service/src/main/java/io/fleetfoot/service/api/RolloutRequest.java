package io.fleetfoot.service.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.spec.InvalidSpecException;
import io.fleetfoot.service.rollout.spec.RolloutFields;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an operator sends to start a rollout, as it was written; {@link RolloutFields} judges it.
 *
 * @param fields the fields of the spec as plain JSON: maps, lists, texts, numbers and booleans
 */
record RolloutRequest(@JsonValue Map<String, Object> fields) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  RolloutRequest(Map<String, Object> fields) {
    this.fields = new LinkedHashMap<>(fields);
  }

  /**
   * Returns the rollout that is asked for.
   *
   * @throws InvalidSpecException if it asks for what cannot be, with every fault
   */
  RolloutSpec toSpec(Duration usualBootDeadline) {
    return RolloutFields.of(usualBootDeadline).read("$", fields);
  }
}
