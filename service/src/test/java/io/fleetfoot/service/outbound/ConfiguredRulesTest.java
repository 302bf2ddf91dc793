package io.fleetfoot.service.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.service.scheduler.OutboundRules;
import io.fleetfoot.service.testing.FullPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfiguredRulesTest {

  @Test
  void letsARolloutNameWhatTheConfigurationKnows() {
    assertThat(
            rules("https://change.example", "change", URI.create("http://prometheus"))
                .faults(FullPolicy.everything()))
        .isEmpty();
  }

  @Test
  void namesEachFaultWithItsPathAndItsRemedy() {
    List<OutboundRules.Fault> faults =
        rules("https://other.example", "other", null).faults(FullPolicy.everything());

    assertThat(faults)
        .containsExactly(
            new OutboundRules.Fault(
                "$.hooks[0].url",
                "https://change.example is not an address that the service may call: add it to fleetfoot.outbound.allowed"),
            new OutboundRules.Fault(
                "$.hooks[0].secret",
                "there is no secret \"change\": set fleetfoot.hooks.secrets.change"),
            new OutboundRules.Fault(
                "$.gates[0].address",
                "it is missing, and no server is configured: name one, or set fleetfoot.prometheus.url"));
  }

  private static ConfiguredRules rules(String allowed, String secret, @Nullable URI prometheus) {
    return new ConfiguredRules(
        new OutboundHttp(List.of(AllowedAddress.parse(allowed)), Duration.ofSeconds(5), null),
        Set.of(secret),
        prometheus);
  }
}
