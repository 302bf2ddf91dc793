package io.fleetfoot.service.rollout.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.uptime.UptimePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UptimePolicyFieldsTest {

  private static final Instant NOW = Instant.parse("2026-03-03T12:00:00Z");
  private static final Map<String, Object> REBOOT = Map.of("methods", List.of("firmware"));

  @Test
  void saysWhatEveryPolicyNeeds() {
    assertThat(faults(Map.of()))
        .containsExactly("$.name: is missing", "$.maxUptime: is missing", "$.rollout: is missing");
  }

  @Test
  void refusesWhatEachRolloutHasOfItsPolicy() {
    assertThat(
            faults(
                policy(
                    Map.of(
                        "methods",
                        List.of("firmware"),
                        "name",
                        "n",
                        "selector",
                        "rack=r1",
                        "deadline",
                        "2030-01-01T00:00:00Z"))))
        .containsExactly(
            "$.rollout.name: is not for a template: each rollout has it of its policy",
            "$.rollout.selector: is not for a template: each rollout has it of its policy",
            "$.rollout.deadline: is not for a template: each rollout has it of its policy");
  }

  @Test
  void refusesWhatNoRolloutCanBe() {
    assertThat(faults(policy(Map.of("maxUnavailable", 1))))
        .singleElement()
        .asString()
        .startsWith("$.rollout.kernelImage: is missing");
    assertThat(faults(policy(Map.of("methods", List.of("firmware"), "maxUnavailable", 0))))
        .singleElement()
        .asString()
        .startsWith("$.rollout.maxUnavailable: ");
    assertThat(faults(policy("reboot"))).singleElement().asString().startsWith("$.rollout: found ");
  }

  @Test
  void judgesTheLeastUptimeBesideAnUptimeThatIsOutOfItsBounds() {
    Map<String, Object> policy = new HashMap<>(policy(REBOOT));
    policy.put("maxUptime", "PT1S");
    policy.put("minUptime", "PT10S");

    assertThat(faults(policy))
        .anyMatch(fault -> fault.startsWith("$.maxUptime: found \"PT1S\""))
        .contains("$.minUptime: found PT10S, wanted at most half of maxUptime, which is PT1S");
  }

  @Test
  void refusesWavesThatMayNotHoldEveryHostOfADay() {
    assertThat(faults(policy(Map.of("methods", List.of("firmware"), "waves", List.of(1, 5)))))
        .containsExactly(
            "$.rollout.waves: found 5, wanted \"100%\" last: how many hosts a day takes is not known before");
    assertThat(
            faults(
                policy(
                    Map.of(
                        "methods", List.of("firmware"), "soak", "soon", "waves", List.of(1, 5)))))
        .hasSize(2);
    assertThat(read(policy(Map.of("methods", List.of("firmware"), "waves", List.of(1, "100%")))))
        .isNotNull();
  }

  @Test
  void makesARolloutOverTheNamedHostsWithTheDeadline() {
    UptimePolicy policy =
        read(policy(Map.of("methods", List.of("firmware"), "maxUnavailable", "5%")));
    HostSelector hosts = HostSelector.parse("fleetfoot.io/machine-id in (a,b)");

    RolloutSpec rollout =
        UptimePolicyFields.rollout(
            policy, hosts, NOW.plusSeconds(60), BootDeadlines.standard(), NOW);

    assertThat(rollout.name()).isEqualTo("p");
    assertThat(rollout.selector()).isEqualTo(hosts);
    assertThat(rollout.policy().deadline()).isEqualTo(NOW.plusSeconds(60));
    assertThat(rollout.disruptionBudget().maxUnavailable()).isEqualTo(HostAmount.percent(5));
    assertThat(rollout.bootDeadline()).isEqualTo(BootDeadlines.standard().firmware());
  }

  @Test
  void writesAPolicyAsItIsReadAgain() {
    Map<String, Object> json = new HashMap<>(policy(REBOOT));
    json.putAll(
        Map.of("minUptime", "P7D", "maxPerDay", "2%", "selector", "rack in (r1,r2),!quarantine"));
    UptimePolicy policy = read(json);

    assertThat(policy.terms().minUptime()).isEqualTo(Duration.ofDays(7));
    assertThat(read(UptimePolicyFields.write(policy))).isEqualTo(policy);
  }

  private static Map<String, Object> policy(Object rollout) {
    return Map.of("name", "p", "maxUptime", "P90D", "rollout", rollout);
  }

  private static UptimePolicy read(Map<String, Object> json) {
    return UptimePolicyFields.of(BootDeadlines.standard(), NOW).read("$", json);
  }

  private static List<String> faults(Map<String, Object> json) {
    InvalidSpecException refusal =
        catchThrowableOfType(InvalidSpecException.class, () -> read(json));
    return refusal.faults().stream().map(Fault::toString).toList();
  }
}
