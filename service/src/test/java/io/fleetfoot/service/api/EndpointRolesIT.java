package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.api.Endpoints.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every endpoint of the running service, asked for by everybody. */
class EndpointRolesIT extends RunningService {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newHttpClient();

  @Autowired
  @Qualifier("requestMappingHandlerMapping") private RequestMappingHandlerMapping handlers;

  /** Somebody who asks: his role if he has one, and the headers that he comes with. */
  private record Caller(
      Optional<Role> role, BiFunction<String, String, Map<String, String>> headers) {

    static Caller with(Role role, String token) {
      return new Caller(
          Optional.of(role), (method, path) -> Map.of("Authorization", "Bearer " + token));
    }

    static Caller without(BiFunction<String, String, Map<String, String>> headers) {
      return new Caller(Optional.empty(), headers);
    }
  }

  @Test
  void theRunningServiceHasTheEndpointsOfTheReferencePage() {
    assertThat(Endpoints.of(handlers)).isEqualTo(Endpoints.ofControllers());
  }

  @TestFactory
  Stream<DynamicContainer> letsInWhomTheRuleNamesAndNobodyElse() {
    Map<String, Caller> callers = new LinkedHashMap<>();
    callers.put("nobody", Caller.without((method, path) -> Map.of()));
    ApiAgent agent = agent("host-1");
    callers.put(
        "an agent",
        Caller.without(
            (method, path) ->
                agent
                    .key()
                    .headers(method, path, method.equals("GET") ? "" : "{}", agent.hostId())));
    for (Role role : Role.values()) {
      callers.put(role.name(), Caller.with(role, token(role)));
    }
    return Endpoints.of(handlers).stream()
        .map(
            endpoint ->
                dynamicContainer(
                    endpoint.toString(),
                    callers.entrySet().stream()
                        .map(caller -> asks(caller.getKey(), caller.getValue(), endpoint))));
  }

  private DynamicTest asks(String name, Caller caller, Endpoint endpoint) {
    return dynamicTest(
        "asked for by " + name,
        () -> {
          HttpResponse<InputStream> answer = ask(endpoint, caller);
          try (InputStream body = answer.body()) {
            if (caller.role().isEmpty()) {
              assertProblem(answer, body, 401, "unauthenticated");
            } else if (caller.role().get().includes(Objects.requireNonNull(endpoint.role()))) {
              assertThat(answer.statusCode()).isNotIn(401, 403);
            } else {
              assertProblem(answer, body, 403, "forbidden");
            }
          }
        });
  }

  private static void assertProblem(
      HttpResponse<InputStream> answer, InputStream body, int status, String code)
      throws IOException {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(ApiClient.JSON.readTree(body.readAllBytes()).get("code").asString()).isEqualTo(code);
  }

  /** Asks for what there is not, with nothing in it, so that whoever gets in changes nothing. */
  private HttpResponse<InputStream> ask(Endpoint endpoint, Caller caller)
      throws IOException, InterruptedException {
    String path = endpoint.path().replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(client.url() + path))
            .timeout(PATIENCE)
            .header(
                "Content-Type", Optional.ofNullable(endpoint.consumes()).orElse("application/json"))
            .method(
                endpoint.method(),
                endpoint.method().equals("GET")
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString("{}"));
    caller.headers().apply(endpoint.method(), path).forEach(request::header);
    return http.send(request.build(), BodyHandlers.ofInputStream());
  }
}
