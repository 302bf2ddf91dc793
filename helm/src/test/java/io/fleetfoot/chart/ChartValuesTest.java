package io.fleetfoot.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad values are refused, and the message says which value is bad and why. */
class ChartValuesTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'servcie: {}'                                     | servcie
          'service: {replica: 3}'                           | replica
          'service: {replicas: two}'                        | /service/replicas
          'service: {replicas: 0}'                          | /service/replicas
          'service: {image: {digest: sha256:abc}}'          | /service/image/digest
          'service: {image: {pullPolicy: Sometimes}}'       | /service/image/pullPolicy
          'service: {ingress: {enabled: true}}'             | /service/ingress/hosts
          'service: {http: {port: 70000}}'                  | /service/http/port
          'service: {persistence: {size: much}}'            | /service/persistence/size
          'service: {persistence: {accessModes: [Shared]}}' | /service/persistence/accessModes
          'agent: {serviceUrl: fleetfoot.example.com}'      | /agent/serviceUrl
          'agent: {pollInterval: 1s}'                       | /agent/pollInterval
          'agent: {stateDirectory: var/lib}'                | /agent/stateDirectory
          'agent: {updateStrategy: Recreate}'               | /agent/updateStrategy
          'agent: {labels: {rack: 7}}'                      | /agent/labels/rack
          'joinToken: {value: short}'                       | /joinToken/value
          'agent: {hostNetwork: false}'                     | hostNetwork
          'agent: {trustedKeys: {keys: {ops: x}}}'          | /agent/trustedKeys/keys
          'agent: {trustedKeys: {keys: {ops.pem: a secret}}}' | /agent/trustedKeys/keys/ops.pem
          'agent: {tolerations: [{operater: Exists}]}'      | /agent/tolerations/0
          'service: {podSecurityContext: {runAsNonRoot: false}}' | runAsNonRoot
          'service: {podSecurityContext: {runAsUser: 0}}'   | runAsUser
          'service: {affinity: {podAfinity: {}}}'           | podAfinity
          'oidc: {issuer: https://login.example.com}'       | /oidc/audiences
          'oidc: {roleMapping: {ops: root}}'                | /oidc/roleMapping/ops
          'database: {password: secret}'                    | password
          'monitoring: {serviceMonitor: {interval: 15}}'    | /monitoring/serviceMonitor/interval
          'monitoring: {prometheusRule: {disabled: [Nope]}}' | /monitoring/prometheusRule/disabled
          'monitoring: {prometheusRule: {runbookBaseUrl: docs}}' | runbookBaseUrl
          """)
  void refusesWhatTheSchemaDoesNotKnow(String values, String named) {
    assertThatThrownBy(() -> render(values)).hasMessageContaining(named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'database: {embedded: true}'                                | replica's own PostgreSQL
          'service: {persistence: {enabled: false}}'                  | without service.persistence
          'service: {persistence: {accessModes: [ReadWriteOnce]}}'    | without ReadWriteMany
          'service: {enabled: false}'                                 | agent.serviceUrl is empty
          '{service: {enabled: false}, agent: {enabled: false}}'      | nothing to install
          'joinToken: {existingSecret: ""}'                           | joinToken: neither
          'database: {existingSecret: ""}'                            | database: neither
          'agent: {trustedKeys: {existingConfigMap: ""}}'             | agent.trustedKeys: neither
          'agent: {serviceCa: {existingSecret: a, existingConfigMap: b}}' | both set
          'agent: {serviceCa: {existingSecret: a}}'                   | agents speak to http://
          """)
  void refusesCombinationsThatCannotWork(String values, String message) {
    assertThatThrownBy(() -> render(values)).hasMessageContaining(message);
  }

  @Test
  void describesEveryValueInTheSchemaAndHasADefaultForEach() {
    JsonNode schema = ChartFiles.json(ChartFiles.CHART.resolve("values.schema.json"));
    JsonNode defaults = ChartFiles.yaml(ChartFiles.CHART.resolve("values.yaml"));

    assertDescribed("", schema, defaults, schema.path("definitions"));
  }

  private void assertDescribed(String path, JsonNode schema, JsonNode value, JsonNode definitions) {
    assertThat(schema.path("additionalProperties").asBoolean(true)).as(path).isFalse();
    schema
        .path("properties")
        .properties()
        .forEach(
            entry -> {
              String key = path + "/" + entry.getKey();
              JsonNode property = resolve(entry.getValue(), definitions);
              assertThat(property.path("description").asText()).as(key).endsWith(".");
              if (!key.equals("/global")) {
                assertThat(value.has(entry.getKey())).as("default of " + key).isTrue();
              }
              if (property.has("properties")) {
                assertDescribed(key, property, value.path(entry.getKey()), definitions);
              }
            });
    if (value.isObject()) {
      assertThat(schema.path("properties").properties())
          .as(path)
          .extracting(Map.Entry::getKey)
          .containsAll(List.copyOf(value.propertyStream().map(Map.Entry::getKey).toList()));
    }
  }

  private static JsonNode resolve(JsonNode schema, JsonNode definitions) {
    return schema.has("$ref")
        ? definitions.path(schema.path("$ref").asText().replace("#/definitions/", ""))
        : schema;
  }

  private RenderedChart render(String values) throws IOException {
    return RenderedChart.of(Files.writeString(directory.resolve("values.yaml"), values));
  }
}
