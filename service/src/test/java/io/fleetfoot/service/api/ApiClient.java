package io.fleetfoot.service.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Speaks JSON over HTTP to a service on loopback, as agents and operators do. */
final class ApiClient {

  static final JsonMapper JSON = JsonMapper.builder().build();

  static final Path EXAMPLES = Path.of("../docs/reference/agent-protocol/examples");

  /** The admin token with which the tests' services are configured. */
  static final String ADMIN_TOKEN = "admin-token-of-the-tests-0123456789";

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private final String token;

  /** Comes as an admin. */
  ApiClient(int port) {
    this("http://127.0.0.1:" + port, ADMIN_TOKEN);
  }

  private ApiClient(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /** Returns a client that comes with another bearer token, or with none if it is empty. */
  ApiClient with(String otherToken) {
    return new ApiClient(url, otherToken);
  }

  String url() {
    return url;
  }

  /** What the service answered; the body is missing where there is none. */
  record Answer(int status, JsonNode body, HttpResponse<String> http) {

    String text(String pointer) {
      return body.at(pointer).asString();
    }
  }

  /** Returns an example of the agent protocol, to be changed at will. */
  static ObjectNode example(String name) {
    try {
      return (ObjectNode) JSON.readTree(Files.readString(EXAMPLES.resolve(name + ".json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Answer get(String path, Map<String, String> headers) {
    return send(request(path, headers).GET());
  }

  Answer get(String path) {
    return get(path, Map.of());
  }

  Answer post(String path, String body, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(Map.of("Content-Type", "application/json"));
    all.putAll(headers);
    return send(request(path, all).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  Answer post(String path, Object body) {
    return post(path, body instanceof String text ? text : JSON.writeValueAsString(body), Map.of());
  }

  /** Posts as {@code curl -X POST} does: no body, and no type of one. */
  Answer post(String path) {
    return send(request(path, Map.of()).POST(HttpRequest.BodyPublishers.noBody()));
  }

  Answer put(String path, Object body, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(Map.of("Content-Type", "application/json"));
    all.putAll(headers);
    return send(
        request(path, all).PUT(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  Answer delete(String path) {
    return send(request(path, Map.of()).DELETE());
  }

  /** An agent comes with what it sends itself. */
  private HttpRequest.Builder request(String path, Map<String, String> headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
    if (!token.isEmpty() && !path.startsWith("/agent/")) {
      request.header("Authorization", "Bearer " + token);
    }
    headers.forEach(request::header);
    return request;
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      boolean json = answer.headers().firstValue("Content-Type").orElse("").contains("json");
      return new Answer(
          answer.statusCode(), json ? JSON.readTree(answer.body()) : JSON.missingNode(), answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
