package io.fleetfoot.agent.lab;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Debian's Prometheus, scraping the lab once a second. */
final class PrometheusProcess implements AutoCloseable {

  private final int port = Ports.free();
  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();

  PrometheusProcess(
      Path directory, String serviceAddress, Path serviceCa, List<String> agentAddresses) {
    String config =
        """
        global:
          scrape_interval: 1s
        scrape_configs:
          - job_name: service
            metrics_path: /actuator/prometheus
            scheme: https
            tls_config: {ca_file: "%s"}
            static_configs: [{targets: ["%s"]}]
          - job_name: agent
            static_configs: [{targets: [%s]}]
        """
            .formatted(
                serviceCa,
                serviceAddress,
                agentAddresses.stream().map(a -> '"' + a + '"').collect(Collectors.joining(", ")));
    try {
      Files.createDirectories(directory);
      Path file = Files.writeString(directory.resolve("prometheus.yml"), config);
      process =
          new ProcessBuilder(
                  "prometheus",
                  "--config.file=" + file,
                  "--storage.tsdb.path=" + directory.resolve("data"),
                  "--web.listen-address=127.0.0.1:" + port)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("prometheus.log").toFile())
              .start();
    } catch (IOException e) {
      throw new LabException("cannot run prometheus; apt-get install prometheus", e);
    }
  }

  /** The result vector of an instant query; empty while Prometheus is not up. */
  JsonArray query(String expression) {
    URI uri =
        URI.create(
            "http://127.0.0.1:"
                + port
                + "/api/v1/query?query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    try {
      String body =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      return JsonParser.parseString(body)
          .getAsJsonObject()
          .getAsJsonObject("data")
          .getAsJsonArray("result");
    } catch (IOException e) {
      return new JsonArray();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
