package io.fleetfoot.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.preflight.Fitness;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.HostSource;
import io.fleetfoot.agent.preflight.HostSurvey;
import io.fleetfoot.agent.preflight.MethodFitness;
import io.fleetfoot.agent.preflight.Severity;
import io.fleetfoot.agent.preflight.testing.TestFacts;
import io.fleetfoot.agent.preflight.testing.TestSurvey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnosisTest {

  private static final HostSource FIT =
      new HostSource() {
        @Override
        public HostFacts facts() {
          return TestFacts.fit();
        }

        @Override
        public HostSurvey survey() {
          return TestSurvey.FIT;
        }
      };

  @TempDir private Path directory;

  @Test
  void goesOnWhereTheHostCannotBeLookedAt() {
    HostSource none =
        new HostSource() {
          @Override
          public HostFacts facts() {
            throw new IllegalStateException("/proc/cmdline is missing; is /proc mounted?");
          }

          @Override
          public HostSurvey survey() {
            return TestSurvey.FIT;
          }
        };
    Fitness fitness = new Diagnosis(file -> none).of(Optional.empty());
    assertThat(fitness.byKexec()).isFalse();
    assertThat(fitness.byFirmware()).isFalse();
    List<Finding> findings = fitness.findings();
    assertThat(findings.get(0).check()).isEqualTo("host-facts");
    assertThat(findings.get(0).severity()).isEqualTo(Severity.REFUSE);
    assertThat(findings.get(0).found()).contains("/proc/cmdline is missing");
    assertThat(findings).extracting(Finding::check).contains("configuration");
  }

  @Test
  void refusesAFileThatIsNotThere() {
    assertThat(amiss(directory.resolve("none")))
        .extracting(Finding::check, Finding::severity)
        .containsExactly(
            tuple("configuration", Severity.REFUSE),
            tuple("trusted-keys", Severity.UNKNOWN),
            tuple("state-directory", Severity.UNKNOWN));
    Fitness fitness = new Diagnosis(id -> FIT).of(Optional.of(directory.resolve("none")));
    assertThat(fitness.methods()).noneMatch(MethodFitness::goes);
  }

  @Test
  void saysWhatItDidNotLookAtWithoutAFile() {
    assumeThat(Diagnosis.CONFIG_FILE).doesNotExist();
    Fitness fitness = new Diagnosis(id -> FIT).of(Optional.empty());
    assertThat(fitness.findings())
        .filteredOn(finding -> finding.severity() != Severity.OK)
        .extracting(Finding::check, Finding::severity)
        .containsExactly(
            tuple("configuration", Severity.WARN),
            tuple("trusted-keys", Severity.UNKNOWN),
            tuple("state-directory", Severity.UNKNOWN));
    assertThat(fitness.byKexec()).isTrue();
  }

  @Test
  void saysWhatToDoAboutAFileThatIsThere() throws IOException {
    Path file = Files.writeString(directory.resolve("agent.properties"), "trusted.key=/a\n");
    assertThat(amiss(file).get(0).found()).contains("unknown key trusted.key");
    assertThat(amiss(file).get(0).remedy()).startsWith("correct that in " + file);
  }

  @Test
  void refusesWithoutATrustedKey() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("agent.properties"),
            "service.url=https://fleetfoot.example\nstate.directory=%s/state\ntrusted.keys=%s/keys\n"
                .formatted(directory, directory));
    List<Finding> amiss = amiss(file);
    assertThat(amiss)
        .filteredOn(finding -> finding.severity() == Severity.REFUSE)
        .extracting(Finding::check)
        .containsExactly("trusted-keys");
    Fitness fitness = new Diagnosis(id -> FIT).of(Optional.of(file));
    assertThat(fitness.byKexec()).isFalse();
    assertThat(fitness.byFirmware()).isTrue();
    assertThat(amiss.get(0).found()).contains("keys does not exist");
    assertThat(directory.resolve("state")).doesNotExist();
  }

  @Test
  void looksAtTheMachineIdOfTheFile() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("agent.properties"),
            "service.url=https://fleetfoot.example\nmachine-id.file=/data/machine-id\n");
    List<Path> asked = new ArrayList<>();
    new Diagnosis(
            machineId -> {
              asked.add(machineId);
              return FIT;
            })
        .of(Optional.of(file));
    assertThat(asked).containsExactly(Path.of("/data/machine-id"));
  }

  private static List<Finding> amiss(Path file) {
    return new Diagnosis(machineId -> FIT)
        .of(Optional.of(file)).findings().stream()
            .filter(finding -> finding.severity() != Severity.OK)
            .toList();
  }
}
