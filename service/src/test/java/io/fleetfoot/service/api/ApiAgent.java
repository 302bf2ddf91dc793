package io.fleetfoot.service.api;

import io.fleetfoot.service.testing.TestHostKey;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** An agent that speaks the example files over HTTP, each changed to be about its own host. */
final class ApiAgent {

  static final String JOIN_TOKEN = "jt_test";

  private final ApiClient client;
  private final String machineId = UUID.randomUUID().toString();
  private final String hostname;
  private final String fleet;
  private String bootId = UUID.randomUUID().toString();
  private String release = "6.1.0-56-cloud-amd64";
  private String commandLine = "quiet";
  private String hostId = "";
  private TestHostKey key = new TestHostKey();
  private String joinToken = JOIN_TOKEN;

  ApiAgent(ApiClient client, String hostname, String fleet) {
    this.client = client;
    this.hostname = hostname;
    this.fleet = fleet;
  }

  String hostId() {
    return hostId;
  }

  TestHostKey key() {
    return key;
  }

  /** Makes another key, or takes one over, with which it signs from now on. */
  void changeKey(TestHostKey other) {
    key = other;
  }

  /** Joins with that token from now on. */
  void joinWith(String token) {
    joinToken = token;
  }

  ApiClient.Answer register() {
    ObjectNode request = ApiClient.example("register-request");
    request.put("joinToken", joinToken);
    request.put("publicKey", key.publicKey().toString());
    request.putObject("labels").put("fleet", fleet).put("rack", "of the agent");
    request.set("facts", facts());
    String body = request.toString();
    ApiClient.Answer answer =
        client.post(
            "/agent/v1/register",
            body,
            key.headers("POST", "/agent/v1/register", body, key.publicKey().sha256().hex()));
    if (answer.status() < 300) {
      hostId = answer.text("/hostId");
    }
    return answer;
  }

  ApiClient.Answer poll() {
    return get("/agent/v1/assignment", Map.of());
  }

  ApiClient.Answer poll(String etag) {
    return get("/agent/v1/assignment", Map.of("If-None-Match", etag));
  }

  ApiClient.Answer get(String path, Map<String, String> more) {
    Map<String, String> headers = key.headers("GET", path, "", hostId);
    headers.putAll(more);
    return client.get(path, headers);
  }

  ApiClient.Answer post(String path, String body) {
    return client.post(path, body, key.headers("POST", path, body, hostId));
  }

  ApiClient.Answer stage(ApiClient.Answer assignment) {
    return report("staged", assignment);
  }

  ApiClient.Answer execute(ApiClient.Answer assignment) {
    return report("executing", assignment);
  }

  ApiClient.Answer refuse(ApiClient.Answer assignment) {
    return report("refused", assignment);
  }

  /** Boots the assignment's kernel with its exec id, and says so. */
  ApiClient.Answer boot(ApiClient.Answer execute) {
    bootId = UUID.randomUUID().toString();
    release = release(execute);
    commandLine = "quiet fleetfoot.exec=" + execute.text("/execToken/execId");
    ObjectNode report = ApiClient.example("report-booted");
    report.put("rebootId", execute.text("/rebootId"));
    report.put("execId", execute.text("/execToken/execId"));
    report.set("facts", facts());
    return report(report);
  }

  /** Goes through the firmware and comes up with the kernel that it had, and says so. */
  ApiClient.Answer bootByFirmware(ApiClient.Answer execute) {
    bootId = UUID.randomUUID().toString();
    commandLine = "quiet";
    ObjectNode report = ApiClient.example("report-booted-firmware");
    report.put("rebootId", execute.text("/rebootId"));
    report.put("execId", execute.text("/execToken/execId"));
    report.set("facts", facts());
    return report(report);
  }

  /** Reads the release where an agent does: in the bytes that were signed. */
  private static String release(ApiClient.Answer assignment) {
    byte[] payload = Base64.getDecoder().decode(assignment.text("/kernelImage/manifest/payload"));
    return ApiClient.JSON.readTree(payload).get("release").asString();
  }

  ApiClient.Answer sayBooted() {
    ObjectNode report = ApiClient.example("report-booted-unasked");
    report.set("facts", facts());
    return report(report);
  }

  ApiClient.Answer report(ObjectNode report) {
    return post("/agent/v1/reports", report.toString());
  }

  ObjectNode reportOf(String kind, ApiClient.Answer assignment) {
    ObjectNode report = ApiClient.example("report-" + kind);
    report.put("rebootId", assignment.text("/rebootId"));
    report.put("bootId", bootId);
    if (report.has("execId")) {
      report.put("execId", assignment.text("/execToken/execId"));
    }
    return report;
  }

  private ApiClient.Answer report(String kind, ApiClient.Answer assignment) {
    return report(reportOf(kind, assignment));
  }

  private ObjectNode facts() {
    ObjectNode facts = (ObjectNode) ApiClient.example("register-request").get("facts");
    facts.put("hostname", hostname);
    facts.put("machineId", machineId);
    facts.put("bootId", bootId);
    facts.put("kernelRelease", release);
    facts.put("commandLine", commandLine);
    return facts;
  }
}
