package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** Health and metrics on a port of their own, as the chart has them. */
@DirtiesContext
@TestPropertySource(properties = "management.server.port=0")
class ManagementPortIT extends RunningService {

  @Value("${local.management.port}")
  private int managementPort;

  @ParameterizedTest
  @ValueSource(strings = {"/actuator/health/liveness", "/actuator/prometheus"})
  void answersEverybodyThereAndNobodyWhereTheApiIs(String path) {
    assertThat(new ApiClient(managementPort).with("").get(path).status()).isEqualTo(200);
    assertThat(client.with("").get(path).status()).isEqualTo(404);
  }

  @Test
  void closesEverythingElseThere() {
    assertThat(new ApiClient(managementPort).with("").get("/actuator/env").status()).isEqualTo(401);
    assertThat(new ApiClient(managementPort).get("/actuator/env").status()).isEqualTo(403);
    assertThat(new ApiClient(managementPort).get("/api/v1/hosts").status()).isEqualTo(404);
  }
}
