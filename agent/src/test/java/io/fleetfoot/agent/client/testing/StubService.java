package io.fleetfoot.agent.client.testing;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fleetfoot.agent.client.HostKey;
import io.fleetfoot.agent.client.Identity;
import io.fleetfoot.agent.client.ServiceClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service in a few lines: it says what a test tells it to and keeps what it hears. */
public final class StubService implements AutoCloseable {

  private static final Pattern INPUT =
      Pattern.compile("sig1=(\\(.*\\);created=(\\d+);nonce=\"([^\"]+)\";keyid=\"([^\"]+)\".*)");

  private final HttpServer server;
  private final Map<String, byte[]> blobs = new HashMap<>();
  private final List<JsonObject> reports = new ArrayList<>();
  private final List<JsonObject> registrations = new ArrayList<>();
  private final List<String> ranges = new ArrayList<>();
  private final Deque<Integer> reportStatuses = new ArrayDeque<>();
  private String assignment = "{\"kind\": \"idle\"}";
  private int polls304;
  private int cutBlobsAfter = Integer.MAX_VALUE;
  private Optional<Problem> refusal = Optional.empty();
  private Optional<String> key = Optional.empty();
  private final List<String> nonces = new ArrayList<>();
  private boolean timeMatters;
  private int refusedRequests;

  private record Problem(int status, String code) {}

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

  /** Returns a client of this service. */
  public ServiceClient client(Duration timeout) {
    return new ServiceClient(
        new ServiceClient.Endpoint(url(), Optional.empty(), timeout),
        InstantSource.system(),
        new Random(5));
  }

  /** Knows the host that speaks by this client, as if it had registered. */
  public synchronized void know(ServiceClient client) {
    HostKey made = HostKey.generate();
    client.identify(new Identity("h-1"), made);
    key = Optional.of(made.publicKey());
  }

  /** Forgets the key it knows, until a host registers again. */
  public synchronized void forgetKeys() {
    key = Optional.empty();
  }

  /** Refuses every request but a registration, as a problem with that code. */
  public synchronized void refuseWith(int status, String code) {
    refusal = Optional.of(new Problem(status, code));
  }

  /** Refuses nothing any more that is signed well. */
  public synchronized void refuseNothing() {
    refusal = Optional.empty();
  }

  /** Refuses from now on what was not signed within two minutes of now. */
  public synchronized void requireTime() {
    timeMatters = true;
  }

  /** Returns how many requests it refused because it was told to, or of their time. */
  public synchronized int refusedRequests() {
    return refusedRequests;
  }

  /** Returns the nonces of all requests. */
  public synchronized List<String> nonces() {
    return List.copyOf(nonces);
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
      boolean registers = path.equals("/agent/v1/register");
      if (timeMatters && isOld(exchange)) {
        refuse(exchange, new Problem(401, "clock-skew"));
      } else if (refusal.isPresent() && !registers) {
        refuse(exchange, refusal.get());
      } else if (registers) {
        register(exchange, body);
      } else if (key.isEmpty() || !isSignedBy(exchange, body, key.get())) {
        problem(exchange, new Problem(401, "unauthenticated"));
      } else if (path.equals("/agent/v1/assignment")) {
        assignment(exchange);
      } else if (path.equals("/agent/v1/reports")) {
        report(exchange, parse(body));
      } else {
        blob(exchange, path.substring(path.lastIndexOf('/') + 1));
      }
    }
  }

  private void register(HttpExchange exchange, byte[] body) throws IOException {
    JsonObject registration = parse(body);
    String offered = registration.get("publicKey").getAsString();
    if (!isSignedBy(exchange, body, offered)) {
      problem(exchange, new Problem(401, "bad-signature"));
      return;
    }
    registrations.add(registration);
    key = Optional.of(offered);
    send(exchange, 201, "{\"hostId\": \"h-1\"}".getBytes(StandardCharsets.UTF_8));
  }

  private void refuse(HttpExchange exchange, Problem problem) throws IOException {
    refusedRequests++;
    problem(exchange, problem);
  }

  private static void problem(HttpExchange exchange, Problem problem) throws IOException {
    String json = "{\"code\": \"" + problem.code() + "\"}";
    send(exchange, problem.status(), json.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isOld(HttpExchange exchange) {
    Instant created = Instant.ofEpochSecond(Long.parseLong(input(exchange).group(2)));
    return Duration.between(created, Instant.now()).abs().compareTo(Duration.ofMinutes(2)) > 0;
  }

  /** Judges a signature in words of its own. */
  private boolean isSignedBy(HttpExchange exchange, byte[] body, String publicKey) {
    Matcher input = input(exchange);
    nonces.add(input.group(3));
    var base = new StringBuilder();
    base.append("\"@method\": ").append(exchange.getRequestMethod()).append('\n');
    base.append("\"@path\": ").append(exchange.getRequestURI().getRawPath()).append('\n');
    if (body.length > 0) {
      byte[] digest = HexFormat.of().parseHex(sha256(body));
      String value = "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":";
      if (!value.equals(exchange.getRequestHeaders().getFirst("Content-Digest"))) {
        return false;
      }
      base.append("\"content-digest\": ").append(value).append('\n');
    }
    base.append("\"@signature-params\": ").append(input.group(1));
    String header = exchange.getRequestHeaders().getFirst("Signature");
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(
          KeyFactory.getInstance("Ed25519")
              .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey))));
      ed25519.update(base.toString().getBytes(StandardCharsets.UTF_8));
      return ed25519.verify(
          Base64.getDecoder().decode(header.substring("sig1=:".length(), header.length() - 1)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Matcher input(HttpExchange exchange) {
    Matcher input = INPUT.matcher(exchange.getRequestHeaders().getFirst("Signature-Input"));
    if (!input.matches()) {
      throw new IllegalStateException("Signature-Input: " + input);
    }
    return input;
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
