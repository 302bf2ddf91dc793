package io.fleetfoot.service.kubernetes.drain;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fleetfoot.service.kubernetes.drain.DrainPlanner.DaemonSetName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The pods of a real cluster, by its API server. */
public final class ApiNodePods implements NodePods {

  private static final long CHUNK = 500;
  private static final String OLD_EVICTION = "v1beta1";

  /** The API server itself gives up on an eviction after 20 conflicts of 500 ms. */
  private static final Duration EVICTION_TIMEOUT = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private volatile @Nullable String evictionVersion;

  /**
   * Uses the client given; it must not repeat requests by itself (requestRetryBackoffLimit 0), for
   * then no 429 and no 500 would come through.
   */
  public ApiNodePods(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public List<Pod> on(String node, @Nullable String podSelector) {
    List<Pod> pods = new ArrayList<>();
    String next = null;
    do {
      PodList chunk =
          client
              .pods()
              .inAnyNamespace()
              .list(
                  new ListOptionsBuilder()
                      .withFieldSelector("spec.nodeName=" + node)
                      .withLabelSelector(podSelector)
                      .withLimit(CHUNK)
                      .withContinue(next)
                      .build());
      pods.addAll(chunk.getItems());
      next = chunk.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return pods;
  }

  @Override
  public boolean exists(DaemonSetName daemonSet) {
    return client
            .apps()
            .daemonSets()
            .inNamespace(daemonSet.namespace())
            .withName(daemonSet.name())
            .get()
        != null;
  }

  @Override
  public EvictionAnswer evict(Pod pod, @Nullable Integer gracePeriodSeconds) {
    HttpRequest request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(evictionOf(pod))
            .timeout(EVICTION_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
            .method("POST", "application/json", body(pod, gracePeriodSeconds))
            .build();
    HttpResponse<byte[]> response = send(request);
    return EvictionAnswer.of(response.code(), response.header("Retry-After"), status(response));
  }

  private String evictionOf(Pod pod) {
    return "%s/api/v1/namespaces/%s/pods/%s/eviction"
        .formatted(
            client.getMasterUrl().toString().replaceFirst("/$", ""),
            pod.getMetadata().getNamespace(),
            pod.getMetadata().getName());
  }

  private String body(Pod pod, @Nullable Integer gracePeriodSeconds) {
    return client
        .getKubernetesSerialization()
        .asJson(
            Map.of(
                "apiVersion",
                "policy/" + evictionVersion(),
                "kind",
                "Eviction",
                "metadata",
                Map.of(
                    "name",
                    pod.getMetadata().getName(),
                    "namespace",
                    pod.getMetadata().getNamespace()),
                "deleteOptions",
                new DeleteOptionsBuilder()
                    .withGracePeriodSeconds(
                        gracePeriodSeconds == null ? null : gracePeriodSeconds.longValue())
                    .withNewPreconditions()
                    .withUid(pod.getMetadata().getUid())
                    .endPreconditions()
                    .build()));
  }

  /** The version of the Eviction kind that the API server takes: v1 since 1.22. */
  private String evictionVersion() {
    String known = evictionVersion;
    if (known == null) {
      known =
          client.getApiResources("v1").getResources().stream()
              .filter(resource -> resource.getName().equals("pods/eviction"))
              .map(APIResource::getVersion)
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(OLD_EVICTION);
      evictionVersion = known;
    }
    return known;
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return client
          .getHttpClient()
          .sendAsync(request, byte[].class)
          .get(2 * EVICTION_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KubernetesClientException("eviction was not answered: " + request.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KubernetesClientException("interrupted in an eviction: " + request.uri(), e);
    }
  }

  private @Nullable Status status(HttpResponse<byte[]> response) {
    String body =
        new String(
            Objects.requireNonNullElse(response.body(), new byte[0]), StandardCharsets.UTF_8);
    if (!body.startsWith("{") || !body.contains("\"Status\"")) {
      return null;
    }
    try {
      return client.getKubernetesSerialization().unmarshal(body, Status.class);
    } catch (KubernetesClientException e) {
      return null; // a proxy's body, not the API server's: the code alone has to do
    }
  }
}
