package io.fleetfoot.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.service.reboot.RebootState;
import io.fleetfoot.service.rollout.spec.BootDeadlines;
import io.fleetfoot.service.scheduler.RebootTimeouts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ServicePropertiesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "silence",
        "tick",
        "deadlines.queued",
        "deadlines.staging",
        "deadlines.ready",
        "deadlines.draining",
        "deadlines.verifying",
        "deadlines.executing",
        "deadlines.power-cycling",
        "deadlines.proving",
        "rollouts.longest",
        "rollouts.paused",
        "rollouts.approval",
        "rollouts.rolling-back"
      })
  void refusesADurationOfNothing(String key) {
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> bind(Map.of("fleetfoot." + key, "0s")))
        .havingRootCause()
        .withMessage("fleetfoot.%s is PT0S: it must be more than zero", key);
  }

  @Test
  void refusesANegativeGrace() {
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> bind(Map.of("fleetfoot.restart-grace", "-1s")))
        .havingRootCause()
        .withMessageContaining("must not be negative");
  }

  @Test
  void hasDefaultsForEverythingButTokenAndImports() {
    ServiceProperties properties = bind(Map.of());

    assertThat(properties.joinToken()).isNull();
    assertThat(properties.importDirectory()).isNull();
    assertThat(properties.silence()).isEqualTo(Duration.ofMinutes(1));
    assertThat(properties.restartGrace()).isEqualTo(Duration.ofSeconds(30));
    assertThat(properties.tick()).isEqualTo(Duration.ofMillis(500));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "QUEUED",
        "STAGING",
        "READY",
        "DRAINING",
        "VERIFYING",
        "EXECUTING",
        "POWER_CYCLING",
        "PROVING"
      })
  void hasTheDeadlinesThatTheStatesThemselvesKnow(RebootState state) {
    RebootTimeouts timeouts = new ServiceConfiguration().rebootTimeouts(bind(Map.of()));

    assertThat(timeouts.of(state)).isEqualTo(state.timeout());
  }

  @Test
  void givesAHostThatGoesThroughItsFirmwareTwentyMinutes() {
    RebootTimeouts timeouts = new ServiceConfiguration().rebootTimeouts(bind(Map.of()));

    assertThat(timeouts.bootDeadlines()).isEqualTo(BootDeadlines.standard());
    assertThat(timeouts.bootDeadlines().firmware()).isEqualTo(Duration.ofMinutes(20));
  }

  @Test
  void readsEveryKey() {
    ServiceProperties properties =
        bind(
            Map.ofEntries(
                Map.entry("fleetfoot.home", "/var/lib/fleetfoot"),
                Map.entry("fleetfoot.join-token", "jt"),
                Map.entry("fleetfoot.import-directory", "/srv/kernels"),
                Map.entry("fleetfoot.silence", "2m"),
                Map.entry("fleetfoot.restart-grace", "0s"),
                Map.entry("fleetfoot.tick", "1s"),
                Map.entry("fleetfoot.deadlines.queued", "1s"),
                Map.entry("fleetfoot.deadlines.staging", "2s"),
                Map.entry("fleetfoot.deadlines.ready", "3s"),
                Map.entry("fleetfoot.deadlines.draining", "4s"),
                Map.entry("fleetfoot.deadlines.verifying", "5s"),
                Map.entry("fleetfoot.deadlines.executing", "6s"),
                Map.entry("fleetfoot.deadlines.executing-firmware", "9s"),
                Map.entry("fleetfoot.deadlines.power-cycling", "8s"),
                Map.entry("fleetfoot.deadlines.proving", "7s"),
                Map.entry("fleetfoot.rollouts.longest", "9d"),
                Map.entry("fleetfoot.rollouts.paused", "1d"),
                Map.entry("fleetfoot.rollouts.approval", "2d"),
                Map.entry("fleetfoot.rollouts.rolling-back", "3d")));

    assertThat(properties)
        .isEqualTo(
            new ServiceProperties(
                Path.of("/var/lib/fleetfoot"),
                "jt",
                Path.of("/srv/kernels"),
                Duration.ofMinutes(2),
                Duration.ZERO,
                Duration.ofSeconds(1),
                new ServiceProperties.Deadlines(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(6),
                    Duration.ofSeconds(9),
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(7)),
                new ServiceProperties.RolloutDeadlines(
                    Duration.ofDays(9),
                    Duration.ofDays(1),
                    Duration.ofDays(2),
                    Duration.ofDays(3))));
  }

  private static ServiceProperties bind(Map<String, String> keys) {
    return new Binder(new MapConfigurationPropertySource(keys))
        .bindOrCreate("fleetfoot", ServiceProperties.class);
  }
}
