package io.fleetfoot.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A real Prometheus that scrapes one service every second. */
final class Prometheus implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port = freePort();
  private final Process process;

  /** Starts it on a directory of its own. */
  Prometheus(Path directory, String serviceAddress) throws IOException {
    Files.createDirectories(directory);
    Path config =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            """
            global:
              scrape_interval: 1s
            scrape_configs:
              - job_name: fleetfoot-service
                metrics_path: /actuator/prometheus
                static_configs: [{targets: ["%s"]}]
            """
                .formatted(serviceAddress));
    process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
  }

  /** Returns the result of an instant query: a vector, each with its metric and value. */
  List<JsonNode> query(String expression, Instant at) {
    return ask("query?time=%d".formatted(at.getEpochSecond()), expression);
  }

  /** Returns the result of a range query: a matrix, each with its metric and values. */
  List<JsonNode> queryRange(String expression, Instant from, Instant to, Duration step) {
    return ask(
        "query_range?start=%d&end=%d&step=%d"
            .formatted(from.getEpochSecond(), to.getEpochSecond(), step.toSeconds()),
        expression);
  }

  private List<JsonNode> ask(String what, String expression) {
    String query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    URI uri = URI.create("http://127.0.0.1:%d/api/v1/%s&query=%s".formatted(port, what, query));
    try {
      String body =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      JsonNode answer = JSON.readTree(body);
      if (!answer.path("status").asText().equals("success")) {
        throw new IllegalStateException(expression + ": " + body);
      }
      return RenderedChart.each(answer.at("/data/result")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
