package io.fleetfoot.service.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fleetfoot.service.rollout.Measurement;
import io.fleetfoot.service.rollout.MetricGate;
import io.fleetfoot.service.rollout.MetricJudgement;
import io.fleetfoot.service.scheduler.MetricSourceException;
import io.fleetfoot.service.testing.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrometheusQueriesTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Path PROGRAM = Path.of("/usr/bin/prometheus");

  @Test
  void postsTheQueryToTheConfiguredServerWithItsTokenAndToNoOther(@TempDir Path directory)
      throws IOException {
    Path token = Files.writeString(directory.resolve("token"), "secret-token\n");
    try (ScriptedServer own = new ScriptedServer();
        ScriptedServer other = new ScriptedServer()) {
      own.answers(200, scalar("0.5"));
      other.answers(200, scalar("0.7"));
      PrometheusQueries queries =
          queries(
              new PrometheusProperties(own.uri("/prom/"), token, TIMEOUT),
              List.of(own.uri("/"), other.uri("/")));

      assertThat(queries.query(gate(null, "sum(a) + 1")).samples()).containsExactly(0.5);
      assertThat(queries.query(gate(other.uri(""), "up")).samples()).containsExactly(0.7);

      assertThat(own.requests().get(0).uri()).hasPath("/prom/api/v1/query");
      assertThat(own.requests().get(0).body()).isEqualTo("query=sum%28a%29+%2B+1");
      assertThat(own.requests().get(0).headers())
          .containsEntry("Authorization", "Bearer secret-token");
      assertThat(other.requests().get(0).headers()).doesNotContainKey("Authorization");
    }
  }

  @Test
  void saysWhyThereIsNothingToJudge() {
    try (ScriptedServer server = new ScriptedServer()) {
      PrometheusQueries queries =
          queries(
              new PrometheusProperties(server.uri(""), null, Duration.ofMillis(300)),
              List.of(server.uri("/")));

      server.hangs();
      assertFails(queries, null, "within");
      server.resets();
      assertFails(queries, null, "");
      server.redirects(server.uri("/elsewhere"));
      assertFails(queries, null, "status 307");
      assertFails(queries, URI.create("http://169.254.169.254"), "fleetfoot.outbound.allowed");
    }
    assertFails(
        queries(new PrometheusProperties(null, null, TIMEOUT), List.of()),
        null,
        "fleetfoot.prometheus.url");
  }

  @Test
  void readsWhatARealPrometheusAnswers(@TempDir Path directory) throws Exception {
    assumeTrue(Files.isExecutable(PROGRAM), "no prometheus on this machine");
    URI server = URI.create("http://127.0.0.1:" + freePort());
    Process process = start(server, directory);
    try {
      PrometheusQueries queries =
          queries(new PrometheusProperties(server, null, TIMEOUT), List.of(server));
      await("prometheus, whose log is in " + directory)
          .atMost(Duration.ofSeconds(60))
          .until(() -> process.isAlive() && answers(queries));

      assertThat(samples(queries, "vector(0.25)")).containsExactly(0.25);
      assertThat(samples(queries, "scalar(vector(3))")).containsExactly(3.0);
      assertThat(samples(queries, "vector(0) / 0")).containsExactly(Double.NaN);
      assertThat(samples(queries, "vector(1) / 0")).containsExactly(Double.POSITIVE_INFINITY);
      assertThat(samples(queries, "no_such_metric")).isEmpty();
      assertFails(queries, null, "sum(", "status 400: invalid parameter \"query\"");
      assertFails(queries, null, "vector(1)[5m:1m]", "matrix");
      assertThat(
              MetricJudgement.grade(
                  gate(null, "x"), queries.query(gate(null, "vector(0.01) < 0.05"))))
          .isEqualTo(Measurement.Grade.SUCCESSFUL);
    } finally {
      process.destroy();
      process.onExit().join();
    }
  }

  private static boolean answers(PrometheusQueries queries) {
    try {
      return queries.query(gate(null, "1")).samples().equals(List.of(1.0));
    } catch (MetricSourceException e) {
      return false;
    }
  }

  private static List<Double> samples(PrometheusQueries queries, String query) {
    return queries.query(gate(null, query)).samples();
  }

  private static void assertFails(PrometheusQueries queries, @Nullable URI address, String why) {
    assertFails(queries, address, "up", why);
  }

  private static void assertFails(
      PrometheusQueries queries, @Nullable URI address, String query, String why) {
    assertThatExceptionOfType(MetricSourceException.class)
        .isThrownBy(() -> queries.query(gate(address, query)))
        .withMessageContaining(why);
  }

  private static String scalar(String value) {
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"%s\"]}}"
        .formatted(value);
  }

  private static PrometheusQueries queries(PrometheusProperties properties, List<URI> allowed) {
    return new PrometheusQueries(
        new OutboundHttp(allowed.stream().map(AllowedAddress::of).toList(), TIMEOUT, null),
        properties);
  }

  private static MetricGate gate(@Nullable URI address, String query) {
    return new MetricGate(
        "errors", address, query, "result < 0.05", null, TIMEOUT, 1, 0, 0, 0, Duration.ZERO);
  }

  private static Process start(URI server, Path directory) throws IOException {
    Path config = Files.writeString(directory.resolve("prometheus.yml"), "scrape_configs: []\n");
    return new ProcessBuilder(
            Stream.of(
                    PROGRAM,
                    "--config.file=" + config,
                    "--storage.tsdb.path=" + directory.resolve("data"),
                    "--web.listen-address=" + server.getAuthority())
                .map(Object::toString)
                .toList())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("prometheus.log").toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
