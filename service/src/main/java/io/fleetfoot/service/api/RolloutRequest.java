package io.fleetfoot.service.api;

import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.spec.BootDeadlines;
import io.fleetfoot.service.rollout.spec.Circumstances;
import io.fleetfoot.service.rollout.spec.InvalidSpecException;
import io.fleetfoot.service.rollout.spec.RolloutFields;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.boot.jackson.JacksonComponent;
import tools.jackson.core.JsonParser;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/**
 * What an operator sends to start a rollout, as it was written; {@link RolloutFields} judges it.
 *
 * @param fields the fields of the spec as plain JSON: maps, lists, texts, numbers and booleans
 * @param receivedAt when it was sent, from which freezes are imported
 */
record RolloutRequest(Map<String, Object> fields, Instant receivedAt) {

  /**
   * Returns the rollout that is asked for.
   *
   * @throws InvalidSpecException if it asks for what cannot be, with every fault
   */
  RolloutSpec toSpec(BootDeadlines usual, Circumstances circumstances) {
    return RolloutFields.of(usual, receivedAt).read("$", fields, circumstances);
  }

  /** Reads the fields as they are. */
  @JacksonComponent
  static class Reader extends ValueDeserializer<RolloutRequest> {

    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

    private final InstantSource clock;

    Reader(InstantSource clock) {
      this.clock = clock;
    }

    @Override
    public RolloutRequest deserialize(JsonParser json, DeserializationContext context) {
      return new RolloutRequest(json.readValueAs(FIELDS), clock.instant());
    }
  }
}
