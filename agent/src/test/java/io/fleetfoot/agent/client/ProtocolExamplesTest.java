package io.fleetfoot.agent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.fleetfoot.agent.json.MalformedMessageException;
import io.fleetfoot.agent.manifest.Blob;
import io.fleetfoot.agent.manifest.Manifest;
import io.fleetfoot.agent.manifest.ManifestRefusedException;
import io.fleetfoot.agent.manifest.TrustedKeys;
import io.fleetfoot.agent.manifest.VerifiedManifest;
import io.fleetfoot.agent.preflight.Check;
import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.preflight.Refusal;
import io.fleetfoot.agent.preflight.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent's side of docs/reference/agent-protocol: the service's tests read the same files. */
class ProtocolExamplesTest {

  private static final Path EXAMPLES = Path.of("../docs/reference/agent-protocol/examples");
  private static final String REBOOT = "c2a7a1de-9a77-4f7c-8a44-0d3c2f8b4b10";
  private static final String EXEC = "fx-1c9d5a7b3e2f4860";
  private static final String HOST = "7a0c1f7e-70c4-4c8e-9d3a-2f2a2b6a8e01";
  private static final String MANIFEST =
      "be41d90e3511959a44e0091bda1841394806cd9fab1dc858fbef82c7a87aa08b";
  private static final String BOOT = "3b3c1f0e-5d2a-4c53-9d0e-6b1f6d0c7a11";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{                        | found {, wanted a JSON object",
        "[]                       | found [], wanted a JSON object",
        "{}                       | assignment.kind: found nothing, wanted a string",
        "{\"kind\": 7}            | assignment.kind: found 7, wanted a string",
        "{\"kind\": \"dance\"}    | assignment.kind: found \"dance\", wanted idle, stage or execute",
        "{\"kind\": \"stage\"}    | assignment.rebootId: found nothing, wanted a string",
      })
  void namesWhatIsWrongWithAnAssignment(String json, String message) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> ProtocolReader.assignment(json))
        .withMessageContaining(message);
  }

  @Test
  void refusesExecIdThatCouldBeAnotherParameter() throws IOException {
    String json = text("assignment-execute").replace(EXEC, "x init=/bin/sh");
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> ProtocolReader.assignment(json))
        .withMessageContaining("assignment.execToken.execId");
  }

  @ParameterizedTest
  @ValueSource(strings = {"execToken", "hostId", "bootId", "manifestSha256"})
  void refusesToExecuteWithoutAWholeToken(String field) throws IOException {
    String json = text("assignment-execute").replace("\"" + field + "\"", "\"other\"");
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> ProtocolReader.assignment(json))
        .withMessageContaining(field + ": found nothing");
  }

  @Test
  void readsIdle() throws IOException {
    assertThat(ProtocolReader.assignment(text("assignment-idle"))).isEqualTo(new Assignment.Idle());
  }

  @Test
  void readsWhatAProvenBootIsOwed() throws IOException {
    assertThat(ProtocolReader.assignment(text("assignment-commit")))
        .isEqualTo(
            new Assignment.Idle(
                Optional.of(
                    new Assignment.Commit(
                        "c2a7a1de-9a77-4f7c-8a44-0d3c2f8b4b10", "6.12.117+deb12-cloud-amd64"))));
  }

  @Test
  void ignoresFieldsItDoesNotKnow() {
    assertThat(ProtocolReader.assignment("{\"kind\": \"idle\", \"mood\": [1]}"))
        .isEqualTo(new Assignment.Idle());
  }

  @Test
  void readsStage() throws IOException, ManifestRefusedException {
    var stage = (Assignment.Stage) ProtocolReader.assignment(text("assignment-stage"));
    assertThat(stage.rebootId()).isEqualTo(REBOOT);
    assertThat(stage.kernelImage().orElseThrow().id())
        .isEqualTo("5d0a4a62-6c2e-4c68-8f6e-21b8d3a3f9aa");
    assertThat(verified(stage.kernelImage().orElseThrow()).manifest()).isEqualTo(manifest());
  }

  @Test
  void readsExecute() throws IOException, ManifestRefusedException {
    var execute = (Assignment.Execute) ProtocolReader.assignment(text("assignment-execute"));
    assertThat(execute.rebootId()).isEqualTo(REBOOT);
    assertThat(execute.execToken())
        .isEqualTo(new ExecToken(EXEC, HOST, BOOT, Optional.of(MANIFEST)));
    assertThat(verified(execute.kernelImage().orElseThrow()).sha256()).isEqualTo(MANIFEST);
  }

  @Test
  void leavesAManifestThatIsMissingToItsVerification() throws IOException {
    String json = text("assignment-stage").replace("\"manifest\"", "\"other\"");
    var stage = (Assignment.Stage) ProtocolReader.assignment(json);
    assertThatExceptionOfType(ManifestRefusedException.class)
        .isThrownBy(() -> verified(stage.kernelImage().orElseThrow()))
        .withMessageContaining("manifest: found null, wanted a JSON object");
  }

  @Test
  void readsIdentity() throws IOException {
    assertThat(ProtocolReader.identity(text("register-response")))
        .isEqualTo(new Identity("7a0c1f7e-70c4-4c8e-9d3a-2f2a2b6a8e01"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"signed-get", "signed-get-with-query", "signed-report", "signed-register"})
  void signs(String name) throws IOException {
    JsonObject example = json(name).getAsJsonObject();
    JsonObject headers = example.getAsJsonObject("headers");
    Optional<String> digest =
        Optional.ofNullable(example.get("body"))
            .map(body -> body.getAsString().getBytes(StandardCharsets.UTF_8))
            .map(SignatureBase::contentDigest);
    SignatureBase base =
        SignatureBase.of(
            new SignatureBase.Request(
                example.get("method").getAsString(),
                example.get("path").getAsString(),
                Optional.ofNullable(example.get("query")).map(JsonElement::getAsString),
                digest),
            example.get("created").getAsLong(),
            example.get("nonce").getAsString(),
            example.get("keyId").getAsString());
    assertThat(digest)
        .isEqualTo(
            Optional.ofNullable(headers.get("Content-Digest")).map(JsonElement::getAsString));
    assertThat(base.text()).isEqualTo(example.get("signatureBase").getAsString());
    assertThat("sig1=" + base.parameters()).isEqualTo(headers.get("Signature-Input").getAsString());
    assertThat("sig1=:" + Base64.getEncoder().encodeToString(key(example).sign(base.text())) + ":")
        .isEqualTo(headers.get("Signature").getAsString());
  }

  @Test
  void registersUnderTheDigestOfItsKey() throws IOException {
    JsonObject example = json("signed-register").getAsJsonObject();
    assertThat(key(example).sha256()).isEqualTo(example.get("keyId").getAsString());
    assertThat(key(example).publicKey()).isEqualTo(example.get("publicKey").getAsString());
  }

  @Test
  void writesRegistration() throws IOException {
    var region = new HostDescription.Region("Crash kernel", 0x2b000000L, 0x3b000000L);
    assertThat(
            ProtocolWriter.registration(
                "jt_5up3rS3cretExampleToken",
                "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=",
                Map.of("rack", "r1", "site", "lab"),
                oldKernel(List.of(region))))
        .isEqualTo(json("register-request"));
  }

  @Test
  void writesStaged() throws IOException {
    List<Report.Phase> phases =
        List.of(
            new Report.Phase("fetch", 0.84, "exact", Optional.of("agent-clock")),
            new Report.Phase("stage", 6.21, "exact", Optional.of("agent-clock")));
    assertWritten(new Report.Staged(REBOOT, BOOT, "reserved", phases), "report-staged");
  }

  @Test
  void writesRefused() throws IOException {
    var refusal =
        new Refusal(
            "reserved-region",
            "no \"Crash kernel\" line in /proc/iomem",
            "one region of at least 64 MiB",
            "boot with crashkernel=256M on the command line");
    assertWritten(
        new Report.Refused(REBOOT, Optional.empty(), BOOT, "stage", List.of(refusal)),
        "report-refused");
  }

  @Test
  void writesExecuting() throws IOException {
    List<Report.Phase> phases =
        List.of(new Report.Phase("verify", 3.02, "exact", Optional.of("agent-clock")));
    assertWritten(new Report.Executing(REBOOT, EXEC, BOOT, "reserved", phases), "report-executing");
  }

  @Test
  void writesChecked() throws IOException {
    var refused =
        new Finding(
            "lockdown",
            Severity.REFUSE,
            "integrity",
            "none",
            "boot without lockdown, or let the policy choose the method file");
    var warned =
        new Finding(
            "panic-timeout",
            Severity.WARN,
            "kernel.panic = 0",
            "a positive kernel.panic",
            "set kernel.panic=30");
    assertWritten(new Report.Checked(List.of(refused, warned)), "report-checked");
  }

  @Test
  void cutsATextThatTheServiceWouldNotTake() {
    var endless = new Finding("drivers", Severity.WARN, "x".repeat(1001), "", "");
    JsonObject written = ProtocolWriter.report(new Report.Checked(List.of(endless)));
    String found =
        written.getAsJsonArray("findings").get(0).getAsJsonObject().get("found").getAsString();
    assertThat(found).hasSize(1000).endsWith("x…");
  }

  @Test
  void namesItsChecksAsTheServiceKnowsThem() throws IOException {
    String known = Files.readString(EXAMPLES.resolve("check-ids.json"));
    List<JsonElement> own =
        Stream.of(Check.values()).<JsonElement>map(check -> new JsonPrimitive(check.id())).toList();
    assertThat(JsonParser.parseString(known).getAsJsonArray())
        .containsExactlyInAnyOrderElementsOf(own);
  }

  @Test
  void writesFailed() throws IOException {
    assertWritten(
        new Report.Failed(
            REBOOT,
            Optional.of(EXEC),
            BOOT,
            "execute",
            "reboot(LINUX_REBOOT_CMD_KEXEC) = EINVAL; the launcher was unloaded,"
                + " the host is as it was"),
        "report-failed");
  }

  @Test
  void writesBootedAfterAnExecution() throws IOException {
    var facts =
        new HostDescription(
            "host-1",
            "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
            "a97a4e0c-0f1c-4d28-8a50-97c0a4ed4be2",
            "6.12.117+deb12-cloud-amd64",
            "console=ttyS0 crashkernel=256M panic=10 fleetfoot.exec=" + EXEC,
            "x86_64",
            1073741824,
            List.of(new HostDescription.Region("Crash kernel", 0x1b000000, 0x2b000000)),
            "0.1.0-SNAPSHOT");
    List<Report.Phase> phases =
        List.of(
            new Report.Phase("quiesce", 0.112, "exact", Optional.of("journal")),
            new Report.Phase("shutdown", 0.0031, "bound", Optional.of("setup-data")),
            new Report.Phase("blackout", 0.0624, "bound", Optional.of("perf-page")),
            new Report.Phase("boot", 4.87, "bound", Optional.of("perf-page")));
    var execution = new Report.Booted.Execution(REBOOT, EXEC, "reserved");
    assertWritten(new Report.Booted(Optional.of(execution), phases, facts), "report-booted");
  }

  @Test
  void writesBootedWithoutAnExecution() throws IOException {
    assertWritten(
        new Report.Booted(Optional.empty(), List.of(), oldKernel(List.of())),
        "report-booted-unasked");
  }

  private static HostKey key(JsonObject example) {
    return HostKey.parse(
        """
        -----BEGIN PRIVATE KEY-----
        %s
        -----END PRIVATE KEY-----
        -----BEGIN PUBLIC KEY-----
        %s
        -----END PUBLIC KEY-----
        """
            .formatted(
                example.get("privateKey").getAsString(), example.get("publicKey").getAsString()));
  }

  private static void assertWritten(Report report, String example) throws IOException {
    // by text: a number written as 6.21 is read as the same number however it was made
    JsonElement written = JsonParser.parseString(ProtocolWriter.report(report).toString());
    assertThat(written).isEqualTo(json(example));
  }

  private static HostDescription oldKernel(List<HostDescription.Region> regions) {
    return new HostDescription(
        "host-1",
        "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        BOOT,
        "6.1.0-56-cloud-amd64",
        "console=ttyS0 crashkernel=256M panic=10",
        "x86_64",
        1073741824,
        regions,
        "0.1.0-SNAPSHOT");
  }

  private static VerifiedManifest verified(KernelImageOffer offer)
      throws IOException, ManifestRefusedException {
    TrustedKeys keys = TrustedKeys.parse(Files.readString(EXAMPLES.resolve("trusted-key.pem")));
    return VerifiedManifest.verify(offer.manifest(), keys, Instant.parse("2026-11-22T00:00:00Z"));
  }

  private static Manifest manifest() {
    return new Manifest(
        Optional.of("bookworm backports"),
        "6.12.117+deb12-cloud-amd64",
        "x86_64",
        "{running} panic=10",
        new Blob("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", 11534336),
        Optional.of(
            new Blob("60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752", 3145728)),
        Instant.parse("2026-11-21T00:00:00Z"),
        Instant.parse("2027-02-19T00:00:00Z"));
  }

  private static JsonElement json(String example) throws IOException {
    return JsonParser.parseString(text(example));
  }

  private static String text(String example) throws IOException {
    return Files.readString(EXAMPLES.resolve(example + ".json"));
  }
}
