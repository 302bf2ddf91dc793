package io.fleetfoot.agent.client.testing;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A service in a few lines: it says what a test tells it to and keeps what it hears. */
public final class StubService implements AutoCloseable {

  /** The token it gives out. */
  public static final String TOKEN = "ht_test";

  private final HttpServer server;
  private final Map<String, byte[]> blobs = new HashMap<>();
  private final List<JsonObject> reports = new ArrayList<>();
  private final List<JsonObject> registrations = new ArrayList<>();
  private final List<String> ranges = new ArrayList<>();
  private final Deque<Integer> reportStatuses = new ArrayDeque<>();
  private String assignment = "{\"kind\": \"idle\"}";
  private int polls304;
  private int cutBlobsAfter = Integer.MAX_VALUE;
  private boolean knowsTokens = true;

  /** Listens at a free port of the loopback interface. */
  public StubService() {
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

  /** Says this assignment from now on. */
  public synchronized void assign(String json) {
    assignment = json;
  }

  /** Answers the next reports with these statuses, and 204 after that. */
  public synchronized void answerReports(int... statuses) {
    for (int status : statuses) {
      reportStatuses.add(status);
    }
  }

  /** Forgets every token it gave out, until a host registers again. */
  public synchronized void forgetTokens() {
    knowsTokens = false;
  }

  /** Ends every blob after that many bytes, as a broken connection does. */
  public synchronized void cutBlobsAfter(int bytes) {
    cutBlobsAfter = bytes;
  }

  /** Keeps a blob and returns its digest. */
  public synchronized String keep(byte[] blob) {
    String digest = sha256(blob);
    blobs.put(digest, blob);
    return digest;
  }

  /** Gives those bytes out under a digest that is not theirs. */
  public synchronized void keepUnder(String digest, byte[] blob) {
    blobs.put(digest, blob);
  }

  /** Returns the reports it took. */
  public synchronized List<JsonObject> reports() {
    return List.copyOf(reports);
  }

  /** Returns the kinds of the reports it took. */
  public List<String> reportKinds() {
    return reports().stream().map(report -> report.get("kind").getAsString()).toList();
  }

  /** Returns the registrations it took. */
  public synchronized List<JsonObject> registrations() {
    return List.copyOf(registrations);
  }

  /** Returns the Range headers of all blob requests, {@code none} for one without. */
  public synchronized List<String> ranges() {
    return List.copyOf(ranges);
  }

  /** Returns how often it said that nothing has changed. */
  public synchronized int unchangedPolls() {
    return polls304;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** Returns the SHA-256 of bytes. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      if (path.equals("/agent/v1/register")) {
        register(exchange, parse(body));
      } else if (!knowsTokens || !isAuthorized(exchange)) {
        send(exchange, 401, "{\"code\": \"unauthenticated\"}".getBytes(StandardCharsets.UTF_8));
      } else if (path.equals("/agent/v1/assignment")) {
        assignment(exchange);
      } else if (path.equals("/agent/v1/reports")) {
        report(exchange, parse(body));
      } else {
        blob(exchange, path.substring(path.lastIndexOf('/') + 1));
      }
    }
  }

  private void register(HttpExchange exchange, JsonObject registration) throws IOException {
    registrations.add(registration);
    knowsTokens = true;
    String response = "{\"hostId\": \"h-1\", \"hostToken\": \"" + TOKEN + "\"}";
    send(exchange, 201, response.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isAuthorized(HttpExchange exchange) {
    return ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private void assignment(HttpExchange exchange) throws IOException {
    byte[] json = assignment.getBytes(StandardCharsets.UTF_8);
    String etag = "\"" + sha256(json) + "\"";
    if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      polls304++;
      send(exchange, 304, new byte[0]);
      return;
    }
    exchange.getResponseHeaders().set("ETag", etag);
    send(exchange, 200, json);
  }

  private void report(HttpExchange exchange, JsonObject report) throws IOException {
    int status = reportStatuses.isEmpty() ? 204 : reportStatuses.poll();
    if (status == 204) {
      reports.add(report);
    }
    send(exchange, status, new byte[0]);
  }

  private void blob(HttpExchange exchange, String digest) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(range == null ? "none" : range);
    byte[] blob = blobs.get(digest);
    if (blob == null) {
      send(exchange, 404, "{\"code\": \"not-found\"}".getBytes(StandardCharsets.UTF_8));
      return;
    }
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
    if (range != null) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(from, blob.length - 1, blob.length));
    }
    exchange.sendResponseHeaders(range == null ? 200 : 206, blob.length - from);
    int length = Math.min(blob.length - from, cutBlobsAfter);
    exchange.getResponseBody().write(blob, from, length);
    exchange.getResponseBody().flush();
  }

  private static JsonObject parse(byte[] body) {
    return JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).getAsJsonObject();
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }
}
