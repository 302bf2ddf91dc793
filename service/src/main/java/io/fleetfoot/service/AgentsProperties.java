package io.fleetfoot.service;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the service deals with agents, under the prefix {@code fleetfoot.agents}.
 *
 * @param clockSkew How far the time that an agent signs may be from the service's. An agent whose
 *     host's clock is further off learns the service's time and tries again.
 */
@ConfigurationProperties("fleetfoot.agents")
public record AgentsProperties(@DefaultValue("PT2M") Duration clockSkew) {

  public AgentsProperties {
    if (clockSkew.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "fleetfoot.agents.clock-skew is %s: it must be at least one second".formatted(clockSkew));
    }
  }
}
