package io.fleetfoot.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fleetfoot.agent.lab.Checkout;
import io.fleetfoot.agent.lab.HostImage;
import io.fleetfoot.agent.lab.Lab;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hosts that really kexec, a Prometheus that scrapes the service meanwhile, and then everything
 * that the dashboards ask. With {@code -Dfleetfoot.pictures=DIRECTORY} it draws them too.
 */
@Timeout(900)
class DashboardLabIT {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Duration STEP = Duration.ofSeconds(2);
  private static final Duration RATE = Duration.ofSeconds(10);

  private static Lab lab;
  private static Prometheus prometheus;
  private static Instant from;
  private static Instant to;

  @BeforeAll
  static void rollsAKernelOverTwoHosts() throws IOException {
    Checkout checkout = new Checkout(Path.of(".."));
    lab = new Lab(checkout, HostImage.build(checkout), List.of());
    lab.startService();
    prometheus =
        new Prometheus(
            Files.createTempDirectory(Files.createDirectories(TARGET), "prometheus"),
            URI.create(lab.service().url()).getAuthority());
    lab.startHost("host-1", Lab.COMMAND_LINE, Map.of());
    lab.startHost("host-2", Lab.COMMAND_LINE, Map.of());
    lab.awaitRegistration();
    from = Instant.now();
    String image = lab.createKernelImage("debian-6.12", Lab.SAME_COMMAND_LINE);
    String rollout = lab.api().createRollout(inTwoWaves(image));
    await()
        .atMost(Duration.ofMinutes(12))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> !lab.api().rollout(rollout).get("state").getAsString().equals("RUNNING"));
    Instant ended = Instant.now();
    await().atMost(RATE.multipliedBy(2)).until(() -> Instant.now().isAfter(ended.plus(RATE)));
    to = Instant.now();
    assertThat(lab.api().rollout(rollout).get("state").getAsString()).isEqualTo("COMPLETED");
  }

  private static JsonObject inTwoWaves(String kernelImage) {
    return JsonParser.parseString(
            """
            {"name": "debian-6.12", "kernelImage": "%s", "waves": [1, "100%%"],
             "maxUnavailable": 1, "failureBudget": 0}
            """
                .formatted(kernelImage))
        .getAsJsonObject();
  }

  @AfterAll
  static void endLab() {
    Optional.ofNullable(prometheus).ifPresent(Prometheus::close);
    Optional.ofNullable(lab).ifPresent(Lab::close);
  }

  static Stream<Dashboard> dashboards() {
    return Dashboard.all();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void getsDataForEveryExpressionOfEveryPanel(Dashboard dashboard) {
    for (JsonNode panel : dashboard.panels()) {
      assertThat(RenderedChart.each(panel.path("targets")))
          .allSatisfy(
              target ->
                  assertThat(answer(dashboard, target))
                      .as("%s: %s", panel.path("title").asText(), target.path("expr").asText())
                      .isNotEmpty());
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void drawsThem(Dashboard dashboard) throws IOException {
    Path directory = Path.of(System.getProperty("fleetfoot.pictures", "target/pictures"));
    String svg = new DashboardPicture(dashboard, DashboardLabIT::answer, from, to).svg();

    Files.createDirectories(directory);
    Files.writeString(directory.resolve("dashboard-" + dashboard + ".svg"), svg);
    assertThat(svg).doesNotContain("No data");
  }

  private static List<JsonNode> answer(Dashboard dashboard, JsonNode target) {
    String expression = dashboard.expression(target, Duration.between(from, to), RATE);
    return prometheus.queryRange(expression, from, to, STEP);
  }
}
