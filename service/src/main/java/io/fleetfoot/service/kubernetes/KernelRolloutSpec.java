package io.fleetfoot.service.kubernetes;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a KernelRollout asks for, as it was written; {@link SpecReader} judges it.
 *
 * @param fields the fields of the spec as plain JSON: maps, lists, texts, numbers and booleans
 */
public record KernelRolloutSpec(@JsonValue Map<String, Object> fields) {

  /** Makes it of the object that stands under {@code spec}. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public KernelRolloutSpec(Map<String, Object> fields) {
    this.fields = new LinkedHashMap<>(fields);
  }

  static KernelRolloutSpec empty() {
    return new KernelRolloutSpec(Map.of());
  }
}
