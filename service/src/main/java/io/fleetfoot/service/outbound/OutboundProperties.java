package io.fleetfoot.service.outbound;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whom the service may call.
 *
 * @param allowed Addresses that the hooks and gates of a rollout may name, such as {@code
 *     https://change.example} or {@code https://*.example:8443/hooks/}; by scheme, host, port and
 *     the beginning of the path. None when absent: only what this configuration names itself.
 * @param sslBundle Name of the Spring SSL bundle whose trusted certificates and own key are used
 *     for https; the Java runtime's when absent.
 * @param connectTimeout How long a connection may take to be made.
 * @param parallel How many requests one replica makes at a time.
 */
@ConfigurationProperties("fleetfoot.outbound")
public record OutboundProperties(
    @DefaultValue List<String> allowed,
    @Nullable String sslBundle,
    @DefaultValue("PT5S") Duration connectTimeout,
    @DefaultValue("8") int parallel) {

  public OutboundProperties {
    allowed.forEach(AllowedAddress::parse);
    if (connectTimeout.isNegative() || connectTimeout.isZero()) {
      throw new IllegalArgumentException(
          "fleetfoot.outbound.connect-timeout is %s: it must be more than zero"
              .formatted(connectTimeout));
    }
    if (parallel < 1) {
      throw new IllegalArgumentException(
          "fleetfoot.outbound.parallel is %d: it must be at least 1".formatted(parallel));
    }
  }
}
