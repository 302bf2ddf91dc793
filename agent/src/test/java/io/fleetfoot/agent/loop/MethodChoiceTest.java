package io.fleetfoot.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.Verification;
import io.fleetfoot.agent.kexec.testing.FakeKexecSystem;
import io.fleetfoot.agent.loop.testing.FakeHost;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.preflight.Examination;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.KexecFacts;
import io.fleetfoot.agent.preflight.MethodFitness;
import io.fleetfoot.agent.preflight.testing.TestFacts;
import io.fleetfoot.agent.preflight.testing.TestSurvey;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What doctor says of a method is what a reboot passes it over for. */
class MethodChoiceTest {

  private static final AddressRange REGION = new AddressRange(0x2b000000, 0x3b000000);

  @TempDir private Path directory;

  @ParameterizedTest
  @MethodSource("hosts")
  void passesOverWhatDoctorSaysDoesNotGo(HostFacts facts) {
    var loaders =
        new Loaders(
            new FakeHost(),
            new FakeKexecSystem(REGION, REGION),
            new Random(1),
            new LoadSettings("Quick kexec", false),
            directory);
    for (MethodFitness method : Examination.of(facts, TestSurvey.FIT, "Quick kexec").methods()) {
      Loader loader = loaders.of(method.method());
      assertThat(loader.refusals(facts, Verification.KCORE)).isEqualTo(method.against());
      assertThat(loader.refusals(facts, Verification.PURGATORY).isEmpty())
          .isEqualTo(method.byPurgatory());
    }
    assertThat(LoadMethod.values()).hasSize(5);
  }

  static Stream<HostFacts> hosts() {
    return Stream.of(
        TestFacts.fit(),
        TestFacts.of("aarch64"),
        TestFacts.withMemory(""),
        TestFacts.withMemory("00100000-3fffffff : System RAM\n"),
        TestFacts.withMemory("00100000-3fffffff : System RAM\n  20000000-2fffffff : Quick kexec\n"),
        TestFacts.with(
            new KexecFacts(
                true,
                false,
                false,
                OptionalLong.of(1),
                OptionalLong.of(3),
                "integrity",
                Set.of("CAP_SYS_BOOT"),
                true,
                false),
            TestFacts.PLATFORM));
  }
}
