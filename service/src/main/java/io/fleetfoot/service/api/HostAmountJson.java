package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.HostAmount;
import org.springframework.boot.jackson.JacksonComponent;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.exc.InvalidFormatException;

/** An amount of hosts in JSON: a number such as 3, or a string such as "10%". */
@JacksonComponent
class HostAmountJson {

  static class Reader extends ValueDeserializer<HostAmount> {
    @Override
    public HostAmount deserialize(JsonParser json, DeserializationContext context) {
      String text = json.getValueAsString("");
      try {
        return HostAmount.parse(text);
      } catch (IllegalArgumentException e) {
        throw InvalidFormatException.from(json, e.getMessage(), text, HostAmount.class);
      }
    }
  }

  static class Writer extends ValueSerializer<HostAmount> {
    @Override
    public void serialize(HostAmount amount, JsonGenerator json, SerializationContext context) {
      if (amount.percent()) {
        json.writeString(amount.toString());
      } else {
        json.writeNumber(amount.value());
      }
    }
  }
}
