package io.fleetfoot.service.api;

import io.fleetfoot.service.rollout.spec.BootDeadlines;
import io.fleetfoot.service.rollout.spec.Circumstances;
import io.fleetfoot.service.rollout.spec.InvalidSpecException;
import io.fleetfoot.service.rollout.spec.UptimePolicyFields;
import io.fleetfoot.service.rollout.uptime.UptimePolicy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.boot.jackson.JacksonComponent;
import tools.jackson.core.JsonParser;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/**
 * What an operator asks of the uptime of hosts, as it was written; {@link UptimePolicyFields}
 * judges it.
 *
 * @param fields the fields as plain JSON: maps, lists, texts, numbers and booleans
 * @param receivedAt when it was sent, from which freezes are imported
 */
record UptimePolicyRequest(Map<String, Object> fields, Instant receivedAt) {

  /**
   * Returns the policy that is asked for.
   *
   * @throws InvalidSpecException if it asks for what cannot be, with every fault
   */
  UptimePolicy toPolicy(BootDeadlines usual, Circumstances circumstances) {
    return UptimePolicyFields.of(usual, receivedAt).read("$", fields, circumstances);
  }

  /** Reads the fields as they are. */
  @JacksonComponent
  static class Reader extends ValueDeserializer<UptimePolicyRequest> {

    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

    private final InstantSource clock;

    Reader(InstantSource clock) {
      this.clock = clock;
    }

    @Override
    public UptimePolicyRequest deserialize(JsonParser json, DeserializationContext context) {
      return new UptimePolicyRequest(json.readValueAs(FIELDS), clock.instant());
    }
  }
}
