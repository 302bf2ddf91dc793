package io.fleetfoot.service.outbound;

import io.fleetfoot.service.rollout.MetricGate;
import io.fleetfoot.service.rollout.QueryResult;
import io.fleetfoot.service.scheduler.MetricSource;
import io.fleetfoot.service.scheduler.MetricSourceException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks Prometheus by its instant query, {@code POST /api/v1/query}. */
final class PrometheusQueries implements MetricSource {

  private static final int LARGEST_ANSWER = 1024 * 1024;

  private final OutboundHttp http;
  private final PrometheusProperties properties;

  PrometheusQueries(OutboundHttp http, PrometheusProperties properties) {
    this.http = http;
    this.properties = properties;
  }

  @Override
  public QueryResult query(MetricGate gate) {
    URI own = properties.url();
    URI server = gate.address() == null ? own : gate.address();
    if (server == null) {
      throw new MetricSourceException(
          "the gate names no address, and fleetfoot.prometheus.url is not set");
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(queryUri(server))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .header("User-Agent", "fleetfoot")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "query=" + URLEncoder.encode(gate.query(), StandardCharsets.UTF_8)));
    Path tokenFile = properties.tokenFile();
    if (tokenFile != null && server.equals(own)) {
      request.header("Authorization", "Bearer " + token(tokenFile));
    }
    try {
      OutboundHttp.Reply reply = http.send(request, properties.timeout(), LARGEST_ANSWER);
      return PrometheusAnswer.read(reply.status(), reply.body());
    } catch (OutboundException e) {
      throw new MetricSourceException(HookReply.line(e.getMessage()));
    }
  }

  private static URI queryUri(URI server) {
    String address = server.toString();
    return URI.create(
        (address.endsWith("/") ? address.substring(0, address.length() - 1) : address)
            + "/api/v1/query");
  }

  private static String token(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new MetricSourceException("fleetfoot.prometheus.token-file cannot be read: " + e);
    }
  }
}
