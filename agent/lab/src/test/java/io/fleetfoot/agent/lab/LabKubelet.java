package io.fleetfoot.agent.lab;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fleetfoot.service.kubernetes.cluster.FakeKubelet;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The kubelet of one virtual host: what it says of the node is what the host itself says of its
 * machine, its boot and its kernel, without the agent; a host that does not answer is not ready.
 */
final class LabKubelet implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration REGISTRATION = Duration.ofMinutes(3);

  private final VirtualHost host;
  private final FakeKubelet kubelet;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private String bootId;
  private boolean ready = true;

  /** Registers the host as a node of its name, and reports for it from then on. */
  LabKubelet(KubernetesClient admin, VirtualHost host, Map<String, String> labels) {
    this.host = host;
    this.kubelet = new FakeKubelet(admin, InstantSource.system());
    Waiting.until(host.hostname() + " says what it is", REGISTRATION, () -> ask().isPresent());
    Info info = ask().orElseThrow();
    kubelet.register(
        host.hostname(), info.machineId(), info.bootId(), info.kernelVersion(), labels);
    bootId = info.bootId();
    var unused =
        executor.scheduleWithFixedDelay(
            this::report, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What a host says of itself. */
  private record Info(String machineId, String bootId, String kernelVersion) {

    static Info parse(String text) throws IOException {
      Properties properties = new Properties();
      properties.load(new StringReader(text));
      return new Info(
          field(properties, "machineID"),
          field(properties, "bootID"),
          field(properties, "kernelVersion"));
    }

    private static String field(Properties properties, String name) throws IOException {
      @Nullable String value = properties.getProperty(name);
      if (value == null) {
        throw new IOException("found no %s in %s".formatted(name, properties));
      }
      return value;
    }
  }

  private void report() {
    try {
      Optional<Info> info = ask();
      if (info.isPresent() && !info.get().bootId().equals(bootId)) {
        kubelet.boot(host.hostname(), info.get().bootId(), info.get().kernelVersion());
        bootId = info.get().bootId();
        ready = true;
      } else if (info.isPresent() != ready) {
        kubelet.ready(host.hostname(), info.isPresent());
        ready = info.isPresent();
      }
    } catch (KubernetesClientException e) {
      // the API server is away: the next turn says it
    } catch (RuntimeException e) {
      System.err.println("kubelet of " + host.hostname() + ": " + e);
    }
  }

  private Optional<Info> ask() {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(host.nodeInfo()).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200
          ? Optional.of(Info.parse(Objects.requireNonNull(response.body())))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    kubelet.close();
  }
}
