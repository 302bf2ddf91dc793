package io.fleetfoot.service.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class KubernetesPropertiesTest {

  @Test
  void isOffUnlessItIsWanted() {
    assertThat(bind(Map.of()))
        .isEqualTo(
            new KubernetesProperties(
                false, null, null, null, Duration.ofSeconds(1), Duration.ofSeconds(15)));
  }

  @Test
  void takesEveryKey() {
    assertThat(
            bind(
                Map.of(
                    "fleetfoot.kubernetes.enabled", "true",
                    "fleetfoot.kubernetes.kubeconfig", "/etc/kubeconfig",
                    "fleetfoot.kubernetes.context", "prod",
                    "fleetfoot.kubernetes.namespace", "fleetfoot",
                    "fleetfoot.kubernetes.period", "5s",
                    "fleetfoot.kubernetes.lease", "30s")))
        .isEqualTo(
            new KubernetesProperties(
                true,
                Path.of("/etc/kubeconfig"),
                "prod",
                "fleetfoot",
                Duration.ofSeconds(5),
                Duration.ofSeconds(30)));
  }

  @ParameterizedTest
  @CsvSource({
    "period, 0s, fleetfoot.kubernetes.period is PT0S: it must be more than zero",
    "lease, 2s, fleetfoot.kubernetes.lease is PT2S: it must be at least PT3S"
  })
  void refusesWhatCannotWork(String key, String value, String message) {
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> bind(Map.of("fleetfoot.kubernetes." + key, value)))
        .havingRootCause()
        .withMessage(message);
  }

  private static KubernetesProperties bind(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("fleetfoot.kubernetes", KubernetesProperties.class);
  }
}
