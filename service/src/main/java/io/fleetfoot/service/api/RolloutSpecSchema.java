package io.fleetfoot.service.api;

import io.fleetfoot.service.rollout.spec.BootDeadlines;
import io.fleetfoot.service.rollout.spec.RolloutFields;
import io.fleetfoot.service.rollout.spec.UptimePolicyFields;
import io.fleetfoot.service.rollout.spec.WhatIfFields;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the spec of a rollout stands in the API's description, by the fields that judge it. */
final class RolloutSpecSchema {

  /** Where the description of a whole spec stands. */
  static final String REFERENCE = "#/components/schemas/RolloutRequest";

  /** Where the description of a whole uptime policy stands. */
  static final String UPTIME_POLICY = "#/components/schemas/UptimePolicyRequest";

  /** Where the description of what is played through stands. */
  static final String WHAT_IF = "#/components/schemas/WhatIfRequest";

  private static final String SCHEMAS = "#/components/schemas/";
  private static final String TITLE = "title";

  private final Components components;

  private RolloutSpecSchema(Components components) {
    this.components = components;
  }

  /**
   * Adds the schemas of the spec, of an uptime policy, of a simulation and of their objects, each
   * under its name. What is usual is configured, and the description is the same for every service.
   */
  static void addTo(Components components) {
    new RolloutSpecSchema(components)
        .named(
            List.of(
                RolloutFields.of(BootDeadlines.standard(), Instant.EPOCH).schema(),
                UptimePolicyFields.of(BootDeadlines.standard(), Instant.EPOCH).schema(),
                WhatIfFields.of(BootDeadlines.standard(), Instant.EPOCH).schema()));
  }

  /** Puts every object with a title among the components, and a reference in its place. */
  private Object named(Object json) {
    if (json instanceof List<?> list) {
      return list.stream().map(this::named).toList();
    }
    if (!(json instanceof Map<?, ?> map)) {
      return json;
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> schema.put(String.valueOf(key), isData(key) ? value : named(value)));
    Object title = schema.remove(TITLE);
    if (title == null) {
      return schema;
    }
    Map<String, Object> reference = new LinkedHashMap<>();
    reference.put("$ref", SCHEMAS + title);
    for (String own : List.of("description", "default", "example")) {
      Object value = schema.remove(own);
      if (value != null) {
        reference.put(own, value);
      }
    }
    components.addSchemas(title.toString(), schema(schema));
    return reference;
  }

  private static boolean isData(Object key) {
    return key.equals("default") || key.equals("example");
  }

  private static Schema<?> schema(Map<String, Object> json) {
    return Json31.mapper().convertValue(json, JsonSchema.class);
  }
}
