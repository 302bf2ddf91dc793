package io.fleetfoot.service.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.fleet.LabelRequirement;
import io.fleetfoot.service.fleet.LabelRequirement.Operator;
import io.fleetfoot.service.reboot.DrainPolicy;
import io.fleetfoot.service.reboot.LoadMethod;
import io.fleetfoot.service.reboot.LoadPolicy;
import io.fleetfoot.service.reboot.Verification;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.spec.BootDeadlines;
import io.fleetfoot.service.rollout.spec.Circumstances;
import io.fleetfoot.service.rollout.spec.Fault;
import io.fleetfoot.service.rollout.spec.InvalidSpecException;
import io.fleetfoot.service.testing.WrongCircumstances;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
          waves: []                                     | spec.waves: found a list of 0, wanted a list of 1 to 100
          waves: [1, 'half']                            | spec.waves[1]: found "half", wanted a number from 1 to 1000000, or a percentage such as "10%"
          soak: soon                                    | spec.soak: found "soon", wanted PT0S to P30D in ISO 8601, where "PT3M" is three minutes
          bootDeadline: PT0S                            | spec.bootDeadline: found "PT0S", wanted PT0.001S to P1D
          name: other                                   | spec.name: is not known here; metadata.name is its name
          selector: {matchLabels: {fleetfoot.io/node: x}} | spec.selector.matchLabels: fleetfoot.io/node is the controller's own label and is always matched
          methods: [reserved, kexec]                    | spec.methods[1]: found "kexec", wanted one of quick, reserved, file, normal, firmware
          methods: [file, file]                         | spec.methods[1]: found "file", wanted one that no item before it has
          verification: sha256                          | spec.verification: found "sha256", wanted one of kcore, purgatory, none
          drain: {mode: none, podSelector: a}           | spec.drain.podSelector: has no meaning with mode none, which evicts nothing
          """)
  void namesTheBadValueByItsPath(String yaml, String message) {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> read("kernelImage: debian-6.12\n" + yaml))
        .withMessage(message);
  }

  @Test
  void namesEveryBadValue() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> read("kernelImage: other\nsoak: soon\nmaxUnavailable: 0"))
        .withMessageContaining("spec.kernelImage: no kernel image is named other")
        .satisfies(
            e ->
                assertThat(e.faults())
                    .extracting(Fault::path)
                    .containsExactlyInAnyOrder(
                        "spec.kernelImage", "spec.soak", "spec.maxUnavailable"));
  }

  @Test
  void readsWhichMethodsNodesMayUse() {
    RolloutSpec spec = read("kernelImage: debian-6.12\nmethods: [firmware, quick]");

    assertThat(spec.load())
        .isEqualTo(
            new LoadPolicy(List.of(LoadMethod.QUICK, LoadMethod.FIRMWARE), Verification.KCORE));
    assertThat(spec.bootDeadline()).isEqualTo(Duration.ofMinutes(20));
  }

  @Test
  void readsAPlainReboot() {
    RolloutSpec spec = read("methods: [firmware]\nsoak: PT30S");

    assertThat(spec.isPlainReboot()).isTrue();
    assertThat(spec.load()).isEqualTo(LoadPolicy.plainReboot());
    assertThat(spec.selector().matchLabels()).containsOnlyKeys("fleetfoot.io/node");
  }

  @Test
  void refusesWhatAPlainRebootCannotDo() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> read("methods: [reserved]\nverification: kcore\nrollback: on-stop"))
        .satisfies(
            e ->
                assertThat(e.faults())
                    .extracting(Fault::path)
                    .containsExactly("spec.methods", "spec.verification", "spec.rollback"));
  }

  @Test
  void keepsExpressionsBesideTheLabelOfNodes() {
    RolloutSpec spec =
        read(
            """
            kernelImage: debian-6.12
            selector: {matchExpressions: [{key: pool, operator: NotIn, values: [db]}]}
            """);

    assertThat(spec.selector())
        .isEqualTo(
            new HostSelector(
                Map.of("fleetfoot.io/node", "true"),
                List.of(new LabelRequirement("pool", Operator.NOT_IN, List.of("db")))));
  }

  @Test
  void namesWhatCircumstancesForbidBesideOtherFaultsAndTheUnknownImageOnce() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () ->
                read(
                    """
                    kernelImage: debian-6.13
                    soak: soon
                    deadline: "2020-01-01T00:00:00Z"
                    """,
                    new WrongCircumstances()))
        .satisfies(
            refused ->
                assertThat(refused.faults())
                    .extracting(Fault::path)
                    .containsExactlyInAnyOrder("spec.kernelImage", "spec.soak", "spec.deadline"));
  }

  private static RolloutSpec read(String yaml) {
    return read(yaml, Circumstances.any());
  }

  private static RolloutSpec read(String yaml, Circumstances circumstances) {
    return new SpecReader(
            BootDeadlines.standard(), InstantSource.fixed(Instant.EPOCH), circumstances)
        .read("to-6.12", parse(yaml), SpecReaderTest::image);
  }

  private static KernelImageId image(String idOrName) {
    if (!idOrName.equals("debian-6.12")) {
      throw new IllegalArgumentException("no kernel image is named " + idOrName);
    }
    return IMAGE;
  }

  private static KernelRolloutSpec parse(String yaml) {
    return new KubernetesSerialization().unmarshal(yaml, KernelRolloutSpec.class);
  }
}
