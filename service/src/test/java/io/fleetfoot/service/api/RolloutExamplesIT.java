package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Sends what the page of examples sends, over hosts of the test instead of the page's. */
class RolloutExamplesIT extends RunningService {

  /** Addresses that may be named; nobody is there. */
  @DynamicPropertySource
  static void outbound(DynamicPropertyRegistry registry) {
    registry.add(
        "fleetfoot.outbound.allowed", () -> "https://change.example,https://prometheus.example");
    registry.add("fleetfoot.prometheus.url", () -> "https://prometheus.example");
    registry.add("fleetfoot.hooks.secrets.change", () -> "0123456789".repeat(4));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theServiceTakesTheExample(Map<String, Object> example) {
    agent("host-1");
    Map<String, Object> spec = new LinkedHashMap<>(example);
    spec.computeIfPresent("kernelImage", (name, id) -> kernelImage());
    spec.put("selector", Map.of("matchLabels", Map.of("fleet", fleet)));
    if (spec.containsKey("waves")) {
      spec.put("waves", List.of("100%"));
    }

    ApiClient.Answer created = client.post("/api/v1/rollouts", spec);

    assertThat(created.status()).as(created.http().body()).isEqualTo(201);
    assertThat(created.text("/spec/name")).isEqualTo(spec.get("name"));
  }

  @Test
  void thePageHasFiveExamples() {
    assertThat(examples()).hasSize(5);
  }

  static List<Map<String, Object>> examples() {
    return SpecFile.examples();
  }
}
