package io.fleetfoot.service.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A real HTTP server on the loopback that answers, or fails to, as it is told to. */
public final class ScriptedServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Deque<Answer> script = new ArrayDeque<>();
  private final List<Request> requests = new ArrayList<>();

  /** Starts it; what it was not told how to answer, it answers with status 404. */
  public ScriptedServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** What came in. */
  public record Request(String method, URI uri, Map<String, String> headers, String body) {}

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /** Returns the address of the path on this server. */
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path));
  }

  /** Returns what came in so far. */
  public synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Answers the next request with the status and body. */
  public ScriptedServer answers(int status, String body) {
    return add(
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
        });
  }

  /** Leads the next request elsewhere. */
  public ScriptedServer redirects(URI to) {
    return add(
        exchange -> {
          exchange.getResponseHeaders().set("Location", to.toString());
          exchange.sendResponseHeaders(307, -1);
        });
  }

  /** Answers the next request with that many bytes, in a body of no announced length. */
  public ScriptedServer answersHuge(int bytes) {
    return add(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] part = "x".repeat(8192).getBytes(StandardCharsets.US_ASCII);
          for (int sent = 0; sent < bytes; sent += part.length) {
            exchange.getResponseBody().write(part);
          }
        });
  }

  /** Begins to answer the next request, and never ends. */
  public ScriptedServer answersHalf() {
    return add(
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          OutputStream body = exchange.getResponseBody();
          body.write("{\"decision\":".getBytes(StandardCharsets.US_ASCII));
          body.flush();
          awaitClosing();
        });
  }

  /** Never answers the next request. */
  public ScriptedServer hangs() {
    return add(exchange -> awaitClosing());
  }

  /** Closes the connection of the next request instead of an answer. */
  public ScriptedServer resets() {
    return add(HttpExchange::close);
  }

  private synchronized ScriptedServer add(Answer answer) {
    script.add(answer);
    return this;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Answer answer;
    synchronized (this) {
      requests.add(
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI(),
              exchange.getRequestHeaders().entrySet().stream()
                  .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().get(0))),
              body));
      answer = script.poll();
    }
    try (exchange) {
      if (answer == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        answer.to(exchange);
      }
    }
  }

  private void awaitClosing() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
