package io.fleetfoot.service.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fleetfoot.service.rollout.spec.BootDeadlines;
import io.fleetfoot.service.rollout.spec.RolloutFields;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The CRD says of each field what the service says of it, except what only one of the two can. */
class CrdSchemaTest {

  private static final Path CRD = Path.of("../helm/fleetfoot/crds/kernelrollouts.yaml");
  private static final Set<String> SAID_ELSEWHERE =
      Set.of(
          "description",
          "example",
          "title",
          "pattern",
          "x-kubernetes-validations",
          "x-kubernetes-list-type",
          "x-kubernetes-list-map-keys");

  @Test
  void hasTheFieldsTypesBoundsAndDefaultsOfTheSpec() throws IOException {
    assertThat(plain(crd())).isEqualTo(plain(expected()));
  }

  @Test
  void saysOfEveryFieldWhatItIs() throws IOException {
    List<String> silent = new ArrayList<>();
    collectSilent(crd(), "spec", silent);

    assertThat(silent).isEmpty();
  }

  private static JsonNode crd() throws IOException {
    return new YAMLMapper()
        .readTree(CRD.toFile())
        .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
  }

  /** The name is the object's own, the kernel image may be named, and one default is configured. */
  private static ObjectNode expected() {
    ObjectNode spec =
        new ObjectMapper()
            .valueToTree(RolloutFields.of(BootDeadlines.standard(), Instant.EPOCH).schema());
    ObjectNode fields = (ObjectNode) spec.get("properties");
    fields.remove("name");
    ((ObjectNode) fields.get("kernelImage")).put("maxLength", 253);
    ((ObjectNode) fields.get("bootDeadline")).remove("default");
    spec.remove("required");
    return spec;
  }

  private static JsonNode plain(JsonNode schema) {
    if (!schema.isObject()) {
      return schema;
    }
    if (schema.has("oneOf")) {
      return plain(oneType((ObjectNode) schema.deepCopy()));
    }
    ObjectNode plain = new ObjectMapper().createObjectNode();
    schema
        .properties()
        .forEach(
            entry -> {
              if (entry.getKey().equals("properties")) {
                plain.set("properties", fields(entry.getValue()));
              } else if (!SAID_ELSEWHERE.contains(entry.getKey())) {
                plain.set(entry.getKey(), plain(entry.getValue()));
              }
            });
    if (!Set.of("int32", "date-time").contains(plain.path("format").asText())) {
      plain.remove("format");
    }
    if (plain.has("properties") && plain.has("default")) {
      plain.putObject("default");
    }
    return plain;
  }

  private static ObjectNode fields(JsonNode properties) {
    ObjectNode fields = new ObjectMapper().createObjectNode();
    properties.properties().forEach(entry -> fields.set(entry.getKey(), plain(entry.getValue())));
    return fields;
  }

  /** A structural schema has one type, but for what is a number or a text. */
  private static ObjectNode oneType(ObjectNode schema) {
    JsonNode choices = schema.remove("oneOf");
    schema.setAll((ObjectNode) choices.get(0).deepCopy());
    if (schema.path("type").asText().equals("integer")) {
      schema.remove("type");
      schema.put("x-kubernetes-int-or-string", true);
      schema.set("maxLength", choices.get(1).get("maxLength"));
    }
    return schema;
  }

  private static void collectSilent(JsonNode schema, String path, List<String> silent) {
    if (schema.path("description").asText().isBlank()) {
      silent.add(path);
    }
    schema
        .path("properties")
        .properties()
        .forEach(field -> collectSilent(field.getValue(), path + "." + field.getKey(), silent));
    schema
        .path("items")
        .path("properties")
        .properties()
        .forEach(field -> collectSilent(field.getValue(), path + "[]." + field.getKey(), silent));
  }
}
