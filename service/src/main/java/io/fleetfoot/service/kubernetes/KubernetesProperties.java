package io.fleetfoot.service.kubernetes;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The configuration of the Kubernetes edge, under the prefix {@code fleetfoot.kubernetes}.
 *
 * @param enabled Whether this service works on a cluster.
 * @param kubeconfig Path of the kubeconfig to use; when absent, the environment variable
 *     KUBECONFIG, {@code ~/.kube/config} or the pod's service account, whichever is there first.
 * @param context The context of the kubeconfig; when absent, its current one.
 * @param namespace The namespace of the Lease; when absent, the one that the credentials name, else
 *     {@code default}.
 * @param period How often the cluster is looked at when nothing changes.
 * @param lease How long a replica that stopped renewing its Lease keeps the others waiting.
 */
@ConfigurationProperties("fleetfoot.kubernetes")
public record KubernetesProperties(
    @DefaultValue("false") boolean enabled,
    @Nullable Path kubeconfig,
    @Nullable String context,
    @Nullable String namespace,
    @DefaultValue("PT1S") Duration period,
    @DefaultValue("PT15S") Duration lease) {

  public KubernetesProperties {
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException(
          "fleetfoot.kubernetes.period is %s: it must be more than zero".formatted(period));
    }
    if (lease.compareTo(Duration.ofSeconds(3)) < 0) {
      throw new IllegalArgumentException(
          "fleetfoot.kubernetes.lease is %s: it must be at least PT3S".formatted(lease));
    }
  }
}
