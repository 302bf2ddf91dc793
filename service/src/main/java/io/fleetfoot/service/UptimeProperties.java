package io.fleetfoot.service;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The uptime policies, under the prefix {@code fleetfoot.uptime-policies}.
 *
 * @param every How long after a look a policy is looked at again: its hosts are counted, and what
 *     it has to start today is started if nothing is open. A new day is looked at when it begins.
 */
@ConfigurationProperties("fleetfoot.uptime-policies")
public record UptimeProperties(@DefaultValue("PT5M") Duration every) {

  public UptimeProperties {
    if (every.isNegative() || every.isZero()) {
      throw new IllegalArgumentException(
          "fleetfoot.uptime-policies.every is %s: it must be more than zero".formatted(every));
    }
  }
}
