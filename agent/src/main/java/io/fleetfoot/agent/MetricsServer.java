package io.fleetfoot.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /metrics}. The meters' library is loaded when somebody first asks: on a slow host
 * that takes longer than all the rest of the start.
 */
final class MetricsServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(MetricsServer.class.getName());

  private final InetSocketAddress listen;
  private final Supplier<AgentMetrics> factory;
  private @Nullable HttpServer server;
  private @Nullable AgentMetrics metrics;

  MetricsServer(InetSocketAddress listen, Supplier<AgentMetrics> factory) {
    this.listen = listen;
    this.factory = factory;
  }

  /**
   * Begins to serve, if it does not yet, and returns where; nothing when the port is taken, which
   * is logged, for the host can do without.
   */
  Optional<InetSocketAddress> start() {
    if (server == null) {
      try {
        var address = new InetSocketAddress(listen.getHostString(), listen.getPort());
        server = HttpServer.create(address, 0);
        server.createContext("/metrics", this::answer);
        server.start();
        LOG.log(System.Logger.Level.INFO, "metrics: served at " + server.getAddress());
      } catch (IOException | IllegalArgumentException e) {
        LOG.log(
            System.Logger.Level.ERROR,
            "metrics.listen: found %s:%d, where this agent cannot listen (%s), wanted an address of this host and a free port; nothing serves /metrics"
                .formatted(listen.getHostString(), listen.getPort(), e.getMessage()));
        return Optional.empty();
      }
    }
    return Optional.of(server.getAddress());
  }

  /** Serves no more. */
  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
  }

  private synchronized AgentMetrics metrics() {
    if (metrics == null) {
      metrics = factory.get();
    }
    return metrics;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      byte[] body = metrics().scrape().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      exchange.sendResponseHeaders(200, body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }
}
