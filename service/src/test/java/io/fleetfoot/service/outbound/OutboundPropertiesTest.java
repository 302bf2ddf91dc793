package io.fleetfoot.service.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class OutboundPropertiesTest {

  @Test
  void callsNobodyUnlessItIsConfigured() {
    assertThat(bind("fleetfoot.outbound", OutboundProperties.class, Map.of()))
        .isEqualTo(new OutboundProperties(List.of(), null, Duration.ofSeconds(5), 8));
    assertThat(bind("fleetfoot.hooks", HooksProperties.class, Map.of()).secrets()).isEmpty();
    assertThat(bind("fleetfoot.prometheus", PrometheusProperties.class, Map.of()))
        .isEqualTo(new PrometheusProperties(null, null, Duration.ofSeconds(10)));
    assertThat(bind("fleetfoot.power-cycle", PowerCycleProperties.class, Map.of()))
        .isEqualTo(new PowerCycleProperties(null, null, List.of(), Duration.ofSeconds(30), 1));
  }

  @Test
  void readsEveryKey() {
    assertThat(
            bind(
                "fleetfoot.outbound",
                OutboundProperties.class,
                Map.of(
                    "fleetfoot.outbound.allowed", "https://a.example,https://b.example/x",
                    "fleetfoot.outbound.ssl-bundle", "inside",
                    "fleetfoot.outbound.connect-timeout", "2s",
                    "fleetfoot.outbound.parallel", "3")))
        .isEqualTo(
            new OutboundProperties(
                List.of("https://a.example", "https://b.example/x"),
                "inside",
                Duration.ofSeconds(2),
                3));
    assertThat(
            bind(
                "fleetfoot.power-cycle",
                PowerCycleProperties.class,
                Map.of(
                    "fleetfoot.power-cycle.url", "https://bmc.example/cycle",
                    "fleetfoot.power-cycle.secret", "bmc",
                    "fleetfoot.power-cycle.timeout", "7s",
                    "fleetfoot.power-cycle.parallel", "2")))
        .isEqualTo(
            new PowerCycleProperties(
                URI.create("https://bmc.example/cycle"),
                "bmc",
                List.of(),
                Duration.ofSeconds(7),
                2));
  }

  @ParameterizedTest
  @CsvSource({
    "outbound    , allowed        , change.example, wanted an address",
    "outbound    , connect-timeout, 0s            , more than zero",
    "outbound    , parallel       , 0             , at least 1",
    "hooks       , secrets.change , short         , at least 32",
    "prometheus  , timeout        , -1s           , more than zero",
    "power-cycle , timeout        , 0s            , more than zero",
    "power-cycle , parallel       , 0             , at least 1",
  })
  void refusesWhatCannotBe(String group, String key, String value, String why) {
    String prefix = "fleetfoot." + group;
    Class<?> type =
        switch (group) {
          case "outbound" -> OutboundProperties.class;
          case "hooks" -> HooksProperties.class;
          case "prometheus" -> PrometheusProperties.class;
          default -> PowerCycleProperties.class;
        };

    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> bind(prefix, type, Map.of(prefix + "." + key, value)))
        .havingRootCause()
        .withMessageContaining(prefix + "." + key)
        .withMessageContaining(why);
  }

  @Test
  void refusesTwoWaysToSwitchAHostOffAndOn() {
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(
            () ->
                bind(
                    "fleetfoot.power-cycle",
                    PowerCycleProperties.class,
                    Map.of(
                        "fleetfoot.power-cycle.url", "https://bmc.example",
                        "fleetfoot.power-cycle.command", "ipmitool")))
        .havingRootCause()
        .withMessageContaining("choose one");
  }

  @Test
  void printsNoSecret() {
    assertThat(new HooksProperties(Map.of("change", "s".repeat(32))).toString())
        .contains("change")
        .doesNotContain("ssss");
  }

  private static <T> T bind(String prefix, Class<T> type, Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate(prefix, type);
  }
}
