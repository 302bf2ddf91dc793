package io.fleetfoot.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.loop.AgentEvents;
import io.fleetfoot.agent.loop.CompletedReboot;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /metrics}. The meters' library is loaded after the first talk with the service, and
 * on a thread of its own: a host that has just booted is reported first.
 */
final class MetricsServer implements AgentEvents {
  private static final System.Logger LOG = System.getLogger(MetricsServer.class.getName());

  private final InetSocketAddress listen;
  private final Supplier<AgentMetrics> factory;
  private final List<Consumer<AgentEvents>> early = new ArrayList<>();
  private boolean started;
  private @Nullable AgentMetrics metrics;

  MetricsServer(InetSocketAddress listen, Supplier<AgentMetrics> factory) {
    this.listen = listen;
    this.factory = factory;
  }

  @Override
  public void polled() {
    note(AgentEvents::polled);
    startOnce();
  }

  @Override
  public void serviceFailed(ServiceException.Reason reason) {
    note(events -> events.serviceFailed(reason));
    startOnce();
  }

  @Override
  public void refused(String check) {
    note(events -> events.refused(check));
  }

  @Override
  public void failed(String step) {
    note(events -> events.failed(step));
  }

  @Override
  public void staged(boolean staged) {
    note(events -> events.staged(staged));
  }

  @Override
  public void booted(CompletedReboot reboot) {
    note(events -> events.booted(reboot));
  }

  private synchronized void note(Consumer<AgentEvents> event) {
    if (metrics == null) {
      early.add(event);
    } else {
      event.accept(metrics);
    }
  }

  private synchronized void startOnce() {
    if (!started) {
      started = true;
      var thread = new Thread(this::serve, "metrics");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void serve() {
    AgentMetrics made = factory.get();
    synchronized (this) {
      early.forEach(event -> event.accept(made));
      early.clear();
      metrics = made;
    }
    try {
      var address = new InetSocketAddress(listen.getHostString(), listen.getPort());
      HttpServer server = HttpServer.create(address, 0);
      server.createContext("/metrics", exchange -> answer(exchange, made));
      server.start();
      LOG.log(System.Logger.Level.INFO, "metrics: served at " + server.getAddress());
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "metrics: cannot listen at " + listen + ": " + e);
    }
  }

  private static void answer(HttpExchange exchange, AgentMetrics metrics) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      byte[] body = metrics.scrape().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      exchange.sendResponseHeaders(200, body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }
}
