package io.fleetfoot.service.outbound;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The Prometheus server that metric gates ask.
 *
 * @param url Address of the server that a gate asks which names none, up to and without {@code
 *     /api/v1}. When absent, each gate has to name one.
 * @param tokenFile File with the bearer token that is sent to that server, and to no other; read at
 *     each request. None is sent when absent.
 * @param timeout How long one query may take.
 */
@ConfigurationProperties("fleetfoot.prometheus")
public record PrometheusProperties(
    @Nullable URI url, @Nullable Path tokenFile, @DefaultValue("PT10S") Duration timeout) {

  public PrometheusProperties {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "fleetfoot.prometheus.timeout is %s: it must be more than zero".formatted(timeout));
    }
  }
}
