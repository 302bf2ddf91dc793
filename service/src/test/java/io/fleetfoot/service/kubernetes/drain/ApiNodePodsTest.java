package io.fleetfoot.service.kubernetes.drain;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.Accepted;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.BudgetSpent;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.Refused;
import io.fleetfoot.service.kubernetes.drain.EvictionAnswer.Throttled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that a real API server gives only when it is overloaded, or newer than ours. */
class ApiNodePodsTest {

  private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;
  private KubernetesClient client;
  private String evictionVersion = "v1";
  private Reply reply = new Reply(201, Map.of(), "{}");

  private record Reply(int code, Map<String, String> headers, String body) {}

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v1/namespaces/shop/pods/web-1/eviction", this::evict);
    server.createContext("/api/v1", this::resources);
    server.start();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .withRequestRetryBackoffLimit(0)
            .build();
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  @Test
  void honoursRetryAfterOfAThrottlingServerAndAsksOnce() {
    reply =
        new Reply(429, Map.of("Retry-After", "7"), "Too many requests, please try again later.\n");

    assertThat(evict()).isEqualTo(new Throttled(Duration.ofSeconds(7)));
    assertThat(bodies).hasSize(1);
  }

  @Test
  void readsTheBudgetFromTheStatus() {
    reply =
        new Reply(
            429,
            Map.of(),
            """
            {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"TooManyRequests","code":429,
             "message":"Cannot evict pod as it would violate the pod's disruption budget.",
             "details":{"causes":[{"reason":"DisruptionBudget",
               "message":"The disruption budget web needs 2 healthy pods and has 2 currently"}]}}
            """);

    assertThat(evict())
        .isEqualTo(
            new BudgetSpent(
                "web", "needs 2 healthy pods and has 2 currently", Duration.ofSeconds(5)));
  }

  @Test
  void surfacesAServerErrorWithoutAskingAgain() {
    reply = new Reply(500, Map.of(), "boom");

    assertThat(evict()).isEqualTo(new Refused(500, "the API server answered 500"));
    assertThat(bodies).hasSize(1);
  }

  @Test
  void asksInTheNewestVersionThatTheServerTakes() {
    assertThat(evict()).isEqualTo(new Accepted());
    assertThat(bodies.get(0)).contains("policy/v1\"");
  }

  @Test
  void asksAnOldServerInItsVersion() {
    evictionVersion = "v1beta1";

    evict();
    assertThat(bodies.get(0)).contains("policy/v1beta1");
  }

  @Test
  void namesThePodByItsUidAndPassesTheGraceOn() {
    new ApiNodePods(client).evict(Pods.replicated("web-1"), 30);

    assertThat(bodies.get(0))
        .contains("\"gracePeriodSeconds\":30")
        .contains("\"uid\":\"uid-of-web-1\"");
  }

  private EvictionAnswer evict() {
    return new ApiNodePods(client).evict(Pods.replicated("web-1"), null);
  }

  private void evict(HttpExchange exchange) throws IOException {
    bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    reply.headers().forEach(exchange.getResponseHeaders()::add);
    send(exchange, reply.code(), reply.body());
  }

  private void resources(HttpExchange exchange) throws IOException {
    send(
        exchange,
        200,
        """
        {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"v1","resources":[
          {"name":"pods","namespaced":true,"kind":"Pod","verbs":["list"]},
          {"name":"pods/eviction","namespaced":true,"group":"policy","version":"%s",
           "kind":"Eviction","verbs":["create"]}]}
        """
            .formatted(evictionVersion));
  }

  private static void send(HttpExchange exchange, int code, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
