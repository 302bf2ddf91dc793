package io.fleetfoot.service.outbound;

import java.util.Map;
import java.util.TreeSet;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What signs the requests to webhooks.
 *
 * @param secrets Secrets by the names under which hooks ask for them, each of at least 32
 *     characters; one that begins with {@code file:} is read from that file at each request, so
 *     that it can be changed without a restart.
 */
@ConfigurationProperties("fleetfoot.hooks")
public record HooksProperties(@DefaultValue Map<String, String> secrets) {

  public HooksProperties {
    secrets = Map.copyOf(secrets);
    secrets.forEach(HookSecrets::check);
  }

  /** Does not show the secrets. */
  @Override
  public String toString() {
    return "HooksProperties[secrets=%s]".formatted(new TreeSet<>(secrets.keySet()));
  }
}
