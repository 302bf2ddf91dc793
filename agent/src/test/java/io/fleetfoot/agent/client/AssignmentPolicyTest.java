package io.fleetfoot.agent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.json.MalformedMessageException;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.LoadPolicy;
import io.fleetfoot.agent.kexec.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an assignment says about methods and verification. */
class AssignmentPolicyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"methods\": \"quick\"} | policy.methods: found \"quick\", wanted an array of strings",
        "{\"methods\": [7]} | policy.methods[0]: found 7, wanted a string",
        "{\"methods\": []} | policy.methods: found [], wanted one or more of quick, reserved",
        "{\"methods\": [\"warp\"]} | policy.methods: found [\"warp\"], wanted one or more of quick",
        "{\"methods\": [\"quick\"], \"verification\": \"hope\"} | wanted kcore, purgatory or none",
      })
  void namesWhatIsWrongWithAPolicy(String policy, String message) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> stage(", \"policy\": " + policy))
        .withMessageContaining(message);
  }

  @Test
  void takesEveryKexecAndKcoreWithoutAPolicy() {
    LoadPolicy policy = stage("").policy();
    assertThat(policy.methods())
        .containsExactly(LoadMethod.QUICK, LoadMethod.RESERVED, LoadMethod.FILE, LoadMethod.NORMAL);
    assertThat(policy.verification()).isEqualTo(Verification.KCORE);
  }

  @Test
  void leavesAMethodItDoesNotKnowToNewerAgents() {
    assertThat(
            stage(", \"policy\": {\"methods\": [\"warp\", \"file\"], \"verification\": \"none\"}")
                .policy())
        .isEqualTo(new LoadPolicy(Set.of(LoadMethod.FILE), Verification.NONE));
  }

  @Test
  void readsAPlainReboot() {
    var execute =
        (Assignment.Execute)
            ProtocolReader.assignment(
                """
                {"kind": "execute", "rebootId": "r-1",
                 "execToken": {"execId": "fx-1", "hostId": "h-1", "bootId": "b-1"},
                 "policy": {"methods": ["firmware"]}}
                """);
    assertThat(execute.kernelImage()).isEmpty();
    assertThat(execute.execToken())
        .isEqualTo(new ExecToken("fx-1", "h-1", "b-1", Optional.empty()));
    assertThat(execute.policy())
        .isEqualTo(new LoadPolicy(Set.of(LoadMethod.FIRMWARE), Verification.KCORE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"assignment-stage-plain", "assignment-execute-plain"})
  void readsTheExamplesOfAPlainReboot(String name) throws IOException {
    Path file = Path.of("../docs/reference/agent-protocol/examples", name + ".json");
    Assignment assignment = ProtocolReader.assignment(Files.readString(file));
    LoadPolicy policy =
        assignment instanceof Assignment.Stage stage
            ? stage.policy()
            : ((Assignment.Execute) assignment).policy();
    assertThat(policy.methods()).containsExactly(LoadMethod.FIRMWARE);
  }

  @Test
  void wantsAKernelImageForEveryKexec() {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(
            () ->
                ProtocolReader.assignment(
                    """
                    {"kind": "stage", "rebootId": "r-1",
                     "policy": {"methods": ["firmware", "file"]}}
                    """))
        .withMessageContaining("assignment.kernelImage: found nothing");
  }

  private static Assignment.Stage stage(String policy) {
    return (Assignment.Stage)
        ProtocolReader.assignment(
            """
            {"kind": "stage", "rebootId": "r-1", "kernelImage": {"id": "i-1", "manifest": {}}%s}
            """
                .formatted(policy));
  }
}
