package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.fleet.SignedManifest;
import io.fleetfoot.service.scheduler.KernelImageRepository;
import io.fleetfoot.service.testing.TestDatabase;
import io.fleetfoot.service.testing.TestManifests;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The whole service on a loopback port, over a database of its own; shared by the tests of the API.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "fleetfoot.home=target/home",
      "fleetfoot.join-token=" + ApiAgent.JOIN_TOKEN,
      "fleetfoot.admin-token=" + ApiClient.ADMIN_TOKEN,
      "fleetfoot.tick=50ms",
      "fleetfoot.restart-grace=0s"
    })
abstract class RunningService {

  static final String RELEASE = "6.12.117+deb12-cloud-amd64";

  private static final TestDatabase DATABASE = TestDatabase.create();

  @Autowired private KernelImageRepository images;

  @Value("${local.server.port}")
  private int port;

  ApiClient client;
  String fleet;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    registry.add("spring.datasource.url", DATABASE::url);
  }

  @BeforeEach
  void connect() {
    client = new ApiClient(port);
    fleet = UUID.randomUUID().toString();
  }

  ApiAgent agent(String hostname) {
    ApiAgent agent = new ApiAgent(client, hostname, fleet);
    agent.register();
    return agent;
  }

  /** Returns a new API token of the role. */
  String token(Role role) {
    return client
        .post("/api/v1/tokens", Map.of("name", "t-" + UUID.randomUUID(), "role", role.name()))
        .text("/token");
  }

  String kernelImage() {
    return kernelImage(TestManifests.of(RELEASE));
  }

  String kernelImage(SignedManifest manifest) {
    return images.insert(new KernelImageId(UUID.randomUUID()), manifest).id().toString();
  }

  /** A rollout over the hosts of this test, changed as given. */
  Map<String, Object> rollout(Map<String, Object> changes) {
    Map<String, Object> rollout =
        new HashMap<>(
            Map.of(
                "name",
                "test",
                "kernelImage",
                kernelImage(),
                "selector",
                Map.of("matchLabels", Map.of("fleet", fleet)),
                "waves",
                new ArrayList<>(List.of(1, "100%")),
                "maxUnavailable",
                1,
                "failureBudget",
                0));
    rollout.putAll(changes);
    return rollout;
  }
}
