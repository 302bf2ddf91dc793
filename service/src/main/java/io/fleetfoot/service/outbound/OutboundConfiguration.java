package io.fleetfoot.service.outbound;

import io.fleetfoot.service.scheduler.Hosts;
import io.fleetfoot.service.scheduler.MetricSource;
import io.fleetfoot.service.scheduler.OutboundRules;
import io.fleetfoot.service.scheduler.PowerCycle;
import io.fleetfoot.service.scheduler.Webhooks;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what calls others. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  OutboundProperties.class,
  HooksProperties.class,
  PrometheusProperties.class,
  PowerCycleProperties.class
})
class OutboundConfiguration {

  @Bean
  OutboundHttp outboundHttp(
      OutboundProperties outbound,
      PrometheusProperties prometheus,
      PowerCycleProperties powerCycle,
      SslBundles bundles) {
    return new OutboundHttp(
        allowed(outbound, prometheus, powerCycle),
        outbound.connectTimeout(),
        sslContext(outbound.sslBundle(), bundles));
  }

  @Bean
  HookSecrets hookSecrets(HooksProperties hooks) {
    return new HookSecrets(hooks.secrets());
  }

  @Bean
  Webhooks webhooks(OutboundHttp http, HookSecrets secrets, InstantSource clock) {
    return new HttpWebhooks(http, secrets, clock);
  }

  @Bean
  MetricSource metricSource(OutboundHttp http, PrometheusProperties prometheus) {
    return new PrometheusQueries(http, prometheus);
  }

  @Bean
  OutboundRules outboundRules(
      OutboundHttp http, HookSecrets secrets, PrometheusProperties prometheus) {
    return new ConfiguredRules(http, secrets.names(), prometheus.url());
  }

  @Bean
  PowerCycle powerCycle(
      PowerCycleProperties properties,
      OutboundHttp http,
      HookSecrets secrets,
      Hosts hosts,
      InstantSource clock) {
    PowerSwitch power = power(properties, http, secrets, clock);
    return power == null
        ? PowerCycle.none()
        : new BoundedPowerCycle(
            power, host -> hosts.get(host).labels(), properties.parallel(), properties.timeout());
  }

  private static @Nullable PowerSwitch power(
      PowerCycleProperties properties,
      OutboundHttp http,
      HookSecrets secrets,
      InstantSource clock) {
    URI url = properties.url();
    if (url != null) {
      return new PowerWebhook(http, url, properties.secret(), secrets, properties.timeout(), clock);
    }
    return properties.command().isEmpty()
        ? null
        : new PowerCommand(properties.command(), properties.timeout());
  }

  /** What the configuration names itself needs no second word. */
  private static List<AllowedAddress> allowed(
      OutboundProperties outbound,
      PrometheusProperties prometheus,
      PowerCycleProperties powerCycle) {
    return Stream.concat(
            outbound.allowed().stream().map(AllowedAddress::parse),
            Stream.of(prometheus.url(), powerCycle.url())
                .filter(Objects::nonNull)
                .map(AllowedAddress::of))
        .toList();
  }

  private static @Nullable SSLContext sslContext(@Nullable String bundle, SslBundles bundles) {
    return bundle == null ? null : bundles.getBundle(bundle).createSslContext();
  }
}
