package io.fleetfoot.service.outbound;

import io.fleetfoot.service.scheduler.OutboundRules;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets a rollout name what the configuration allows, and nothing else. */
final class ConfiguredRules implements OutboundRules {

  private final OutboundHttp http;
  private final Set<String> secrets;
  private final @Nullable URI prometheus;

  /**
   * Makes them.
   *
   * @param secrets the names of the configured secrets
   * @param prometheus the configured server, if there is one
   */
  ConfiguredRules(OutboundHttp http, Set<String> secrets, @Nullable URI prometheus) {
    this.http = http;
    this.secrets = secrets;
    this.prometheus = prometheus;
  }

  @Override
  public Optional<String> webhook(URI url) {
    return http.allows(url) ? Optional.empty() : Optional.of(OutboundHttp.refusal(url));
  }

  @Override
  public Optional<String> secret(String name) {
    return secrets.contains(name)
        ? Optional.empty()
        : Optional.of(
            "there is no secret \"%s\": set fleetfoot.hooks.secrets.%s".formatted(name, name));
  }

  @Override
  public Optional<String> prometheus(@Nullable URI address) {
    if (address != null) {
      return webhook(address);
    }
    return prometheus != null
        ? Optional.empty()
        : Optional.of(
            "it is missing, and no server is configured: name one, or set fleetfoot.prometheus.url");
  }
}
