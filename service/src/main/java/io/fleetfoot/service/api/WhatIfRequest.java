package io.fleetfoot.service.api;

import io.fleetfoot.service.rollout.WhatIfQuestion;
import io.fleetfoot.service.rollout.spec.BootDeadlines;
import io.fleetfoot.service.rollout.spec.Circumstances;
import io.fleetfoot.service.rollout.spec.InvalidSpecException;
import io.fleetfoot.service.rollout.spec.WhatIfFields;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.boot.jackson.JacksonComponent;
import tools.jackson.core.JsonParser;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/**
 * A rollout that is to be played through, and what is assumed of its hosts, as it was written;
 * {@link WhatIfFields} judges it.
 *
 * @param fields the fields as plain JSON: maps, lists, texts, numbers and booleans
 * @param receivedAt when it was sent, from which freezes are imported
 */
record WhatIfRequest(Map<String, Object> fields, Instant receivedAt) {

  /**
   * Returns what is asked.
   *
   * @throws InvalidSpecException if it asks for what cannot be, with every fault
   */
  WhatIfQuestion toQuestion(BootDeadlines usual, Circumstances circumstances) {
    return WhatIfFields.of(usual, receivedAt).read("$", fields, circumstances);
  }

  /** Reads the fields as they are. */
  @JacksonComponent
  static class Reader extends ValueDeserializer<WhatIfRequest> {

    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

    private final InstantSource clock;

    Reader(InstantSource clock) {
      this.clock = clock;
    }

    @Override
    public WhatIfRequest deserialize(JsonParser json, DeserializationContext context) {
      return new WhatIfRequest(json.readValueAs(FIELDS), clock.instant());
    }
  }
}
