package io.fleetfoot.service.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fleetfoot.service.kubernetes.drain.ApiNodePods;
import io.fleetfoot.service.kubernetes.drain.NodePods;
import io.fleetfoot.service.rollout.spec.Circumstances;
import io.fleetfoot.service.scheduler.CurrentActor;
import io.fleetfoot.service.scheduler.Drains;
import io.fleetfoot.service.scheduler.HostLoad;
import io.fleetfoot.service.scheduler.Hosts;
import io.fleetfoot.service.scheduler.KernelImages;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import io.fleetfoot.service.scheduler.Reboots;
import io.fleetfoot.service.scheduler.Rollouts;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the Kubernetes edge together, where it is wanted. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("fleetfoot.kubernetes.enabled")
@EnableConfigurationProperties(KubernetesProperties.class)
class KubernetesConfiguration {

  private static final String DEFAULT_NAMESPACE = "default";

  /** No request is repeated inside the client: rounds repeat, and evictions must see every 429. */
  @Bean
  KubernetesClient kubernetesClient(KubernetesProperties properties) {
    Path kubeconfig = properties.kubeconfig();
    Config found =
        kubeconfig == null
            ? Config.autoConfigure(properties.context())
            : Config.fromKubeconfig(properties.context(), kubeconfig.toFile());
    return new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder(found).withRequestRetryBackoffLimit(0).build())
        .build();
  }

  @Bean
  HostLoad nodeHostLoad(Hosts hosts) {
    return new NodeHostLoad(hosts);
  }

  @Bean
  KubernetesController kubernetesController(
      KubernetesClient client,
      KubernetesProperties properties,
      RebootTimeouts timeouts,
      Circumstances circumstances,
      Rollouts rollouts,
      Reboots reboots,
      KernelImages kernelImages,
      Hosts hosts,
      Drains drains,
      CurrentActor actor,
      InstantSource clock) {
    NodePods pods = new ApiNodePods(client);
    NodeCordons cordons = new NodeCordons(client);
    KernelRolloutReconciler reconciler =
        new KernelRolloutReconciler(
            client,
            new SpecReader(timeouts.bootDeadlines(), clock, circumstances),
            rollouts,
            reboots,
            kernelImages,
            hosts,
            clock);
    Function<Cluster, Rounds> rounds =
        cluster ->
            new Rounds(
                cluster,
                new HostLabelling(cluster, hosts),
                reconciler,
                new NodeDrains(cluster, cordons, pods, drains, hosts, clock),
                new NodeWitness(cluster, drains, hosts),
                new CordonSweep(cluster, cordons, hosts, reboots));
    return new KubernetesController(
        client,
        rounds,
        namespace(client, properties),
        identity(),
        properties.period(),
        properties.lease(),
        actor);
  }

  private static String namespace(KubernetesClient client, KubernetesProperties properties) {
    return Optional.ofNullable(properties.namespace())
        .or(() -> Optional.ofNullable(client.getNamespace()))
        .orElse(DEFAULT_NAMESPACE);
  }

  private static String identity() {
    String suffix = UUID.randomUUID().toString();
    try {
      return Objects.requireNonNull(InetAddress.getLocalHost().getHostName()) + "_" + suffix;
    } catch (UnknownHostException e) {
      return suffix;
    }
  }
}
