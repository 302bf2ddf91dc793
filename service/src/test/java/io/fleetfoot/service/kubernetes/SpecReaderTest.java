package io.fleetfoot.service.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.rollout.RolloutSpec;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecReaderTest {

  private static final KernelImageId IMAGE =
      new KernelImageId(UUID.fromString("7d0f6b1e-0000-4000-8000-000000000001"));

  @Test
  void readsWhatIsNotSaidAsTheSchemaDefaultsIt() {
    RolloutSpec spec = read("kernelImage: debian-6.12");

    assertThat(spec.name()).isEqualTo("to-6.12");
    assertThat(spec.kernelImage()).isEqualTo(IMAGE);
    assertThat(spec.selector().matchLabels()).isEqualTo(Map.of("fleetfoot.io/node", "true"));
    assertThat(spec.waves()).containsExactly(HostAmount.percent(100));
    assertThat(spec.disruptionBudget().maxUnavailable()).isEqualTo(HostAmount.hosts(1));
    assertThat(spec.failureBudget().tolerated()).isZero();
    assertThat(spec.soak()).isZero();
    assertThat(spec.bootDeadline()).isEqualTo(Duration.ofMinutes(10));
    assertThat(spec.drain()).isEqualTo(DrainPolicy.full());
  }

  @Test
  void readsEveryWord() {
    String text =
        """
        kernelImage: debian-6.12
        selector: {matchLabels: {pool: web}}
        waves: [1, 5, "100%"]
        maxUnavailable: "10%"
        failureBudget: 2
        soak: PT30S
        bootDeadline: PT5M
        drain:
          mode: full
          ignoreDaemonSets: false
          deleteEmptyDirData: true
          force: true
          gracePeriodSeconds: 10
          timeout: PT1H
          skipWaitForDeleteTimeoutSeconds: 60
          podSelector: app!=cache
        """;
    RolloutSpec spec = read(text);

    assertThat(spec.selector().matchLabels())
        .isEqualTo(Map.of("pool", "web", "fleetfoot.io/node", "true"));
    assertThat(spec.waves())
        .containsExactly(HostAmount.hosts(1), HostAmount.hosts(5), HostAmount.percent(100));
    assertThat(spec.disruptionBudget().maxUnavailable()).isEqualTo(HostAmount.percent(10));
    assertThat(spec.failureBudget().tolerated()).isEqualTo(2);
    assertThat(spec.soak()).isEqualTo(Duration.ofSeconds(30));
    assertThat(spec.bootDeadline()).isEqualTo(Duration.ofMinutes(5));
    assertThat(spec.drain())
        .isEqualTo(
            new DrainPolicy(
                DrainPolicy.Mode.FULL,
                false,
                true,
                true,
                10,
                Duration.ofHours(1),
                60,
                "app!=cache"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          waves: []                                     | spec.waves: at least one wave is needed
          waves: [0]                                    | spec.waves[0]: 0 hosts: at least 1 is needed
          waves: [1, 'half']                            | spec.waves[1]: "half" is neither a number of hosts nor a percentage such as "10%"
          waves: ['100%', 1]                            | spec.waves: 100% is all the rest: only the last wave can be it
          maxUnavailable: '101%'                        | spec.maxUnavailable: 101% of the hosts: at most 100%
          soak: soon                                    | spec.soak: "soon" is not an ISO 8601 duration such as PT10M
          soak: -PT1S                                   | spec.soak: -PT1S is negative
          bootDeadline: PT0S                            | spec.bootDeadline: it must be more than zero
          selector: {matchLabels: {fleetfoot.io/node: x}} | spec.selector.matchLabels: fleetfoot.io/node is the controller's own label and is always matched
          drain: {mode: half}                           | spec.drain.mode: "half" is neither full nor none
          drain: {mode: none, podSelector: a}           | spec.drain.podSelector: it has no meaning with mode none, which evicts nothing
          drain: {timeout: PT0S}                        | spec.drain: drain timeout is PT0S, wanted more than PT0S: a drain without an end would hang the rollout
          drain: {gracePeriodSeconds: -2}               | spec.drain: gracePeriodSeconds is -2, wanted 0 or more, or nothing for the pod's own
          """)
  void namesTheBadValueByItsPath(String yaml, String message) {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> read("kernelImage: debian-6.12\n" + yaml))
        .withMessage(message);
  }

  private static RolloutSpec read(String yaml) {
    return new SpecReader(Duration.ofMinutes(10)).read("to-6.12", parse(yaml), IMAGE);
  }

  private static KernelRolloutSpec parse(String yaml) {
    return new KubernetesSerialization().unmarshal(yaml, KernelRolloutSpec.class);
  }
}
