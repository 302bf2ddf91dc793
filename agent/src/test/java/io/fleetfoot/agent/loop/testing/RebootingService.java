package io.fleetfoot.agent.loop.testing;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fleetfoot.agent.client.testing.StubService;
import io.fleetfoot.agent.loop.testing.Effects.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A service that takes one host through one reboot, by the states and answers that
 * docs/reference/agent-protocol and docs/reference/states.md have for it; it believes every
 * signature.
 */
public final class RebootingService implements AutoCloseable {

  /** Where the reboot stands. */
  public enum State {
    STAGING,
    READY,
    VERIFYING,
    EXECUTING,
    PROVING,
    SUCCEEDED,
    REFUSED,
    FAILED,
    DID_NOT_REBOOT,
    WRONG_KERNEL,
    ROLLED_BACK,
    ABORTED;

    /** Returns whether the reboot has ended here. */
    public boolean isEnd() {
      return compareTo(PROVING) > 0;
    }
  }

  /**
   * The reboot that is wanted.
   *
   * @param kernelImage its JSON
   * @param policy its JSON
   */
  public record Wanted(
      String release, String kernelImage, String manifestSha256, String policy, boolean firmware) {}

  /** The id of the one execution. */
  public static final String EXEC_ID = "fx-1";

  private final HttpServer server;
  private final Map<String, byte[]> blobs = new HashMap<>();
  private final List<String> history = new ArrayList<>();
  private Optional<Effects> effects = Optional.empty();
  private Wanted wanted = new Wanted("", "", "", "", false);
  private State state = State.STAGING;
  private boolean impatient;
  private String readyIn = "";
  private String provenIn = "";
  private String seenIn = "";
  private String seenRelease = "";
  private String reason = "";
  private int polls;

  /** Listens at a free port of the loopback interface. */
  public RebootingService() {
    // else each answer waits for an acknowledgement that waits for it
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  /** Returns where it listens. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Wants a reboot, and forgets the one before. */
  public synchronized void want(Wanted next, Effects counting) {
    wanted = next;
    effects = Optional.of(counting);
    state = State.STAGING;
    impatient = false;
    history.clear();
    readyIn = "";
    provenIn = "";
    seenIn = "";
    seenRelease = "";
    reason = "";
    polls = 0;
  }

  /** Withdraws the reboot, as far as that goes, once something has gone wrong at a step. */
  public synchronized void withdrawAfterAFault() {
    impatient = true;
  }

  /** Keeps a blob and returns its digest. */
  public synchronized String keep(byte[] blob) {
    String digest = StubService.sha256(blob);
    blobs.put(digest, blob);
    return digest;
  }

  /** Returns where the reboot stands. */
  public synchronized State state() {
    return state;
  }

  /** Returns the release that the host was last seen with. */
  public synchronized String seenRelease() {
    return seenRelease;
  }

  /** Returns why the reboot failed or was refused, as it was reported last; empty if it was not. */
  public synchronized String reason() {
    return reason;
  }

  /** Returns what was reported, and where the reboot stood then. */
  public synchronized List<String> history() {
    return List.copyOf(history);
  }

  /** Returns how often it was asked for the assignment since the reboot ended. */
  public synchronized int pollsSinceTheEnd() {
    return polls;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      Fault fault =
          effects.orElseThrow().meet(exchange.getRequestMethod() + " " + name(path, body));
      if (fault.isDeath()) {
        return; // the request never came
      }
      if (fault == Fault.FAILURE) {
        // it came, and the answer got lost
        answerTo(path, body);
        send(exchange, 503, "{\"code\": \"internal-error\"}");
        return;
      }
      Answer answer = answerTo(path, body);
      if (fault == Fault.SPOILT_DOWNLOADS && blobs.containsValue(answer.body())) {
        answer = new Answer(200, spoilt(answer.body()));
      }
      exchange.sendResponseHeaders(
          answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
      int sent =
          fault == Fault.TRUNCATED_DOWNLOAD ? answer.body().length / 2 : answer.body().length;
      exchange.getResponseBody().write(answer.body(), 0, sent);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Answer(int status, byte[] body) {
    static Answer of(int status, String body) {
      return new Answer(status, body.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static byte[] spoilt(byte[] blob) {
    byte[] other = blob.clone();
    other[other.length / 2] ^= 1;
    return other;
  }

  private static String name(String path, byte[] body) {
    return path.endsWith("/reports") ? parse(body).get("kind").getAsString() : path;
  }

  private Answer answerTo(String path, byte[] body) {
    if (path.equals("/agent/v1/register")) {
      return Answer.of(201, "{\"hostId\": \"h-1\"}");
    }
    if (path.equals("/agent/v1/assignment")) {
      return Answer.of(200, assignment());
    }
    if (path.equals("/agent/v1/reports")) {
      JsonObject report = parse(body);
      State before = state;
      boolean fits = takes(report);
      if (report.has("reason")) {
        reason = text(report, "reason");
      } else if (report.has("refusals")) {
        reason = report.get("refusals").toString();
      }
      history.add(
          "%s: %s -> %s".formatted(report.get("kind").getAsString(), before, fits ? state : 409));
      return Answer.of(fits ? 204 : 409, fits ? "" : "{\"code\": \"report-out-of-place\"}");
    }
    byte[] blob = blobs.get(path.substring(path.lastIndexOf('/') + 1));
    return blob == null ? Answer.of(404, "{\"code\": \"not-found\"}") : new Answer(200, blob);
  }

  private String assignment() {
    if (impatient && state.compareTo(State.EXECUTING) < 0 && effects.orElseThrow().anyFault()) {
      state = State.ABORTED;
    }
    if (state == State.PROVING) {
      state = State.SUCCEEDED;
    }
    if (state == State.READY) {
      state = State.VERIFYING;
    }
    if (state.isEnd()) {
      polls++;
    }
    return switch (state) {
      case STAGING ->
          "{\"kind\": \"stage\", \"rebootId\": \"r-1\", \"kernelImage\": %s, \"policy\": %s}"
              .formatted(wanted.kernelImage(), wanted.policy());
      case VERIFYING ->
          """
          {"kind": "execute", "rebootId": "r-1", "kernelImage": %s, "policy": %s, "execToken": {
            "execId": "%s", "hostId": "h-1", "bootId": "%s", "manifestSha256": "%s"}}
          """
              .formatted(
                  wanted.kernelImage(), wanted.policy(), EXEC_ID, readyIn, wanted.manifestSha256());
      case SUCCEEDED ->
          seenIn.equals(provenIn)
              ? "{\"kind\": \"idle\", \"commit\": {\"rebootId\": \"r-1\", \"release\": \"%s\"}}"
                  .formatted(wanted.release())
              : "{\"kind\": \"idle\"}";
      default -> "{\"kind\": \"idle\"}";
    };
  }

  /** Takes a report as the state table has it, and returns whether it fits. */
  private boolean takes(JsonObject report) {
    return switch (report.get("kind").getAsString()) {
      case "staged" -> staged(text(report, "bootId"));
      case "refused" -> ends(State.REFUSED, State.STAGING, State.READY, State.VERIFYING);
      case "failed" ->
          ends(State.FAILED, State.STAGING, State.READY, State.VERIFYING, State.EXECUTING);
      case "executing" -> executing(report);
      case "booted" -> booted(report);
      default -> throw new AssertionError("no report: " + report);
    };
  }

  private boolean staged(String bootId) {
    if (state == State.STAGING) {
      state = State.READY;
      readyIn = bootId;
    }
    return state == State.READY;
  }

  private boolean ends(State end, State... from) {
    if (List.of(from).contains(state)) {
      state = end;
    }
    return state == end;
  }

  private boolean executing(JsonObject report) {
    if (!text(report, "execId").equals(EXEC_ID) || !text(report, "bootId").equals(readyIn)) {
      return false;
    }
    if (state == State.VERIFYING) {
      state = State.EXECUTING;
    }
    return state == State.EXECUTING;
  }

  private boolean booted(JsonObject report) {
    JsonObject facts = report.getAsJsonObject("facts");
    String bootId = text(facts, "bootId");
    seenIn = bootId;
    seenRelease = text(facts, "kernelRelease");
    boolean sameBoot = bootId.equals(readyIn);
    if (state == State.READY && !sameBoot) {
      state = State.STAGING;
    } else if (state == State.VERIFYING && !sameBoot) {
      state = State.FAILED;
    } else if (state == State.EXECUTING) {
      state = sameBoot ? State.DID_NOT_REBOOT : judged(report, facts);
      provenIn = bootId;
    } else if (state == State.PROVING && !bootId.equals(provenIn)) {
      state = seenRelease.equals(wanted.release()) ? State.FAILED : State.ROLLED_BACK;
    }
    return true;
  }

  private State judged(JsonObject report, JsonObject facts) {
    boolean ours =
        List.of(text(facts, "commandLine").split(" ")).contains("fleetfoot.exec=" + EXEC_ID)
            || (wanted.firmware()
                && report.has("execId")
                && text(report, "execId").equals(EXEC_ID));
    if (seenRelease.equals(wanted.release())) {
      return ours ? State.PROVING : State.WRONG_KERNEL;
    }
    return State.ROLLED_BACK;
  }

  private static String text(JsonObject json, String name) {
    return json.get(name).getAsString();
  }

  private static JsonObject parse(byte[] body) {
    return JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).getAsJsonObject();
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
