package io.fleetfoot.agent.lab;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fleetfoot.agent.lab.HostImage.LabKernel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** The service's REST API as an operator uses it. */
public final class OperatorApi {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int PAGE = 1000;

  private final String url;
  private final String token;
  private final HttpClient http;

  /**
   * Speaks to the service at {@code url}, such as {@code https://127.0.0.1:8080}, with an API
   * token.
   */
  public OperatorApi(String url, SSLContext trust, String token) {
    this.url = url;
    this.token = token;
    this.http = HttpClient.newBuilder().sslContext(trust).connectTimeout(TIMEOUT).build();
  }

  /** Whether the service answers and calls itself healthy. */
  public boolean healthy() {
    try {
      return send(request("/actuator/health").GET()).statusCode() == 200;
    } catch (LabException e) {
      return false;
    }
  }

  /** All hosts the service knows. */
  public JsonArray hosts() {
    return items("/api/v1/hosts");
  }

  /** Registers a signed kernel image from files on this machine and returns its id. */
  public String createKernelImage(String name, JsonObject manifest, LabKernel kernel) {
    JsonObject image = new JsonObject();
    image.addProperty("name", name);
    image.add("manifest", manifest);
    image.addProperty("kernelPath", kernel.kernel().toString());
    image.addProperty("initrdPath", kernel.initrd().toString());
    return post("/api/v1/kernel-images", image).get("id").getAsString();
  }

  /** Creates a rollout and returns its id. */
  public String createRollout(JsonObject rollout) {
    return post("/api/v1/rollouts", rollout).get("id").getAsString();
  }

  /** A rollout as it is now. */
  public JsonObject rollout(String id) {
    return get("/api/v1/rollouts/" + id).getAsJsonObject();
  }

  /** The reboots of a rollout, one a host. */
  public JsonArray reboots(String rolloutId) {
    return items("/api/v1/rollouts/" + rolloutId + "/reboots");
  }

  /** A host as it is now. */
  public JsonObject host(String id) {
    return get("/api/v1/hosts/" + id).getAsJsonObject();
  }

  /** What the service shows Prometheus. */
  public String metrics() {
    return send(request("/actuator/prometheus").GET()).body();
  }

  private JsonElement get(String path) {
    return json(path, send(request(path).GET()), 200);
  }

  private JsonObject post(String path, JsonObject body) {
    HttpRequest.Builder post =
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    return json(path, send(post), 201).getAsJsonObject();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    HttpRequest built = request.build();
    try {
      return http.send(built, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new LabException(built.method() + " " + built.uri() + " got no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted at " + built.uri(), e);
    }
  }

  private static JsonElement json(String path, HttpResponse<String> response, int wanted) {
    if (response.statusCode() != wanted) {
      throw new LabException(
          path
              + " answered "
              + response.statusCode()
              + ", wanted "
              + wanted
              + ": "
              + response.body());
    }
    return JsonParser.parseString(response.body());
  }

  /** Follows the list from page to page. */
  private JsonArray items(String path) {
    JsonArray items = new JsonArray();
    String page = path + "?limit=" + PAGE;
    JsonObject answer = get(page).getAsJsonObject();
    items.addAll(answer.getAsJsonArray("items"));
    while (answer.has("nextCursor")) {
      answer = get(page + "&cursor=" + answer.get("nextCursor").getAsString()).getAsJsonObject();
      items.addAll(answer.getAsJsonArray("items"));
    }
    return items;
  }
}
