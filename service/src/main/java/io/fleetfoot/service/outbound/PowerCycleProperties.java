package io.fleetfoot.service.outbound;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a host that does not come back is switched off and on from outside. Nothing is tried unless
 * one of {@code url} and {@code command} is set.
 *
 * @param url Address to which the host is sent by POST; any status from 200 to 299 says that it was
 *     taken on.
 * @param secret Name of the secret under {@code fleetfoot.hooks.secrets} that signs that request;
 *     unsigned when absent.
 * @param command Program and its arguments, run without a shell; it learns the host by its
 *     environment, and says by status 0 that it was done.
 * @param timeout How long the request or the command may take.
 * @param parallel How many hosts one replica switches off and on at a time.
 */
@ConfigurationProperties("fleetfoot.power-cycle")
public record PowerCycleProperties(
    @Nullable URI url,
    @Nullable String secret,
    @DefaultValue List<String> command,
    @DefaultValue("PT30S") Duration timeout,
    @DefaultValue("1") int parallel) {

  public PowerCycleProperties {
    command = List.copyOf(command);
    if (url != null && !command.isEmpty()) {
      throw new IllegalArgumentException(
          "fleetfoot.power-cycle.url and fleetfoot.power-cycle.command are both set: choose one");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "fleetfoot.power-cycle.timeout is %s: it must be more than zero".formatted(timeout));
    }
    if (parallel < 1) {
      throw new IllegalArgumentException(
          "fleetfoot.power-cycle.parallel is %d: it must be at least 1".formatted(parallel));
    }
  }
}
