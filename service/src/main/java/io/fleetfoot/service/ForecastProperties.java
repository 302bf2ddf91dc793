package io.fleetfoot.service;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The forecasts of running rollouts, under the prefix {@code fleetfoot.forecasts}.
 *
 * @param every How long a forecast holds at least before the next is made; longer where making it
 *     takes long.
 */
@ConfigurationProperties("fleetfoot.forecasts")
public record ForecastProperties(@DefaultValue("PT30S") Duration every) {

  public ForecastProperties {
    if (every.isNegative() || every.isZero()) {
      throw new IllegalArgumentException(
          "fleetfoot.forecasts.every is %s: it must be more than zero".formatted(every));
    }
  }
}
