package io.fleetfoot.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.kexec.ReservedRegion;
import io.fleetfoot.agent.preflight.Check;
import io.fleetfoot.agent.preflight.Examination;
import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.preflight.Fitness;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.KexecFacts;
import io.fleetfoot.agent.preflight.MethodFitness;
import io.fleetfoot.agent.preflight.PlatformFacts;
import io.fleetfoot.agent.preflight.testing.TestFacts;
import io.fleetfoot.agent.preflight.testing.TestSurvey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page docs/reference/agent-checks.md says what the code does. */
class ChecksPageTest {

  private static final Path PAGE = Path.of("../docs/reference/agent-checks.md");

  private static final String HEAD =
      """
      # The agent's checks

      The ids that [`doctor`](../operations/agent-install.md#is-this-host-fit-doctor), `fleetfoot_agent_check`, refused reboots and [the service](../operations/hosts.md#what-is-amiss-on-my-hosts) use. Written from the code: `mvn -pl agent test -Dtest=ChecksPageTest -Dfleetfoot.docs.write=true`.

      *Doctor* says whether the check is made of a host at any time; the others are made of one reboot and its kernel image. *Can close* names the methods that such a check can rule out for the host, as `doctor` does; the others only warn, or refuse one reboot.

      | check | what it wants | doctor | can close |
      |---|---|---|---|
      """;

  @Test
  void namesEveryCheck() throws Exception {
    String page =
        HEAD + Arrays.stream(Check.values()).map(ChecksPageTest::row).collect(Collectors.joining());

    if (Boolean.getBoolean("fleetfoot.docs.write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page);
  }

  private static String row(Check check) {
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            check.id(), check.about(), isDoctors(check.id()) ? "yes" : "", closes(check.id()));
  }

  private static boolean isDoctors(String check) {
    return worst()
            .flatMap(fitness -> fitness.findings().stream())
            .anyMatch(finding -> finding.check().equals(check))
        || !closes(check).isEmpty();
  }

  private static String closes(String check) {
    List<MethodFitness> all = Examination.unreadable("").methods();
    return all.stream()
        .map(MethodFitness::name)
        .filter(method -> worst().anyMatch(fitness -> isClosed(fitness, method, check)))
        .map("`%s`"::formatted)
        .collect(Collectors.joining(", "));
  }

  private static boolean isClosed(Fitness fitness, String method, String check) {
    return fitness.methods().stream()
        .filter(one -> one.name().equals(method))
        .flatMap(one -> one.against().stream())
        .anyMatch(refusal -> refusal.check().equals(check));
  }

  /** Hosts on which as much as possible is amiss. */
  private static Stream<Fitness> worst() {
    var kexec =
        new KexecFacts(
            false,
            false,
            true,
            OptionalLong.of(0),
            OptionalLong.of(0),
            "integrity",
            Set.of("CAP_SYS_BOOT"),
            false,
            false);
    var platform =
        new PlatformFacts(Set.of("SEV"), false, true, true, OptionalLong.empty(), false, false);
    HostFacts facts = TestFacts.with(kexec, platform);
    HostFacts bare =
        new HostFacts(
            TestFacts.of("aarch64").identity(),
            TestFacts.withMemory("").memoryMap(),
            kexec,
            platform);
    Fitness fit = Examination.of(facts, TestSurvey.TAKING_REBOOTS, ReservedRegion.QUICK_KEXEC);
    Path nowhere = Path.of("/nowhere");
    return Stream.of(
        fit,
        Examination.of(bare, TestSurvey.FIT, ReservedRegion.QUICK_KEXEC),
        Examination.unreadable("nothing is there"),
        fit.and(ConfigChecks.unusable(nowhere, "none")),
        fit.and(List.<Finding>of(ConfigChecks.trustedKeys(nowhere))));
  }
}
