package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fleetfoot.service.access.signature.RequestSignature;
import io.fleetfoot.service.access.signature.SignedRequest;
import io.fleetfoot.service.fleet.Envelope;
import io.fleetfoot.service.fleet.HostFinding;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.HostKey;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.fleet.KnownChecks;
import io.fleetfoot.service.fleet.SignedManifest;
import io.fleetfoot.service.reboot.ExecId;
import io.fleetfoot.service.reboot.ExecToken;
import io.fleetfoot.service.reboot.LoadPolicy;
import io.fleetfoot.service.reboot.RebootEvent;
import io.fleetfoot.service.reboot.RebootId;
import io.fleetfoot.service.scheduler.Assignment;
import io.fleetfoot.service.scheduler.Report;
import io.fleetfoot.service.timing.Phase;
import io.fleetfoot.service.timing.PhaseTiming;
import io.fleetfoot.service.timing.Quality;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The service's side of the examples in docs/reference/agent-protocol. */
class AgentProtocolTest {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_ABSENT))
          .build();
  private static final RebootId REBOOT = RebootId.parse("c2a7a1de-9a77-4f7c-8a44-0d3c2f8b4b10");
  private static final ExecId EXEC_ID = new ExecId("fx-1c9d5a7b3e2f4860");
  private static final String BOOT_ID = "3b3c1f0e-5d2a-4c53-9d0e-6b1f6d0c7a11";

  @ParameterizedTest
  @CsvSource({
    "report-staged, rebootId",
    "report-staged, bootId",
    "report-executing, method",
    "report-executing, execId",
    "report-executing, bootId",
    "report-refused, step",
    "report-failed, reason",
    "report-checked, findings",
    "report-booted, facts"
  })
  void refusesAReportThatLacksWhatItsKindNeeds(String example, String field) {
    ObjectNode report = ApiClient.example(example);
    report.remove(field);

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> report(report))
        .satisfies(refusal -> assertThat(refusal.path()).isEqualTo("$." + field));
  }

  @Test
  void refusesAKindThatItDoesNotKnow() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> report(ApiClient.example("report-staged").put("kind", "melted")))
        .withMessageContaining("\"melted\" is none of");
  }

  @Test
  void ignoresFieldsAndPhasesOfANewerAgent() {
    ObjectNode report = ApiClient.example("report-staged");
    report.put("mood", "good");
    report
        .withArray("phases")
        .addObject()
        .put("name", "firmware")
        .put("seconds", 1)
        .put("quality", "exact");

    assertThat(report(report).phases().timings()).hasSize(2);
  }

  @Test
  void readsChecked() {
    assertThat(((Report.Checked) report(ApiClient.example("report-checked"))).findings())
        .containsExactly(
            new HostFinding(
                "lockdown",
                HostFinding.Severity.REFUSE,
                "integrity",
                "none",
                "boot without lockdown, or let the policy choose the method file"),
            new HostFinding(
                "panic-timeout",
                HostFinding.Severity.WARN,
                "kernel.panic = 0",
                "a positive kernel.panic",
                "set kernel.panic=30"));
  }

  @Test
  void takesASeverityOfANewerAgentForUnknown() {
    ObjectNode report = ApiClient.example("report-checked");
    ((ObjectNode) report.at("/findings/0")).put("severity", "grave");

    assertThat(((Report.Checked) report(report)).findings().get(0).severity())
        .isEqualTo(HostFinding.Severity.UNKNOWN);
  }

  @Test
  void knowsTheChecksThatAgentsMake() throws IOException {
    String ids = Files.readString(ApiClient.EXAMPLES.resolve("check-ids.json"));

    assertThat(JSON.readValue(ids, String[].class))
        .containsExactlyInAnyOrderElementsOf(KnownChecks.ids());
    assertThat(KnownChecks.ids()).doesNotContain(KnownChecks.OTHER);
  }

  @Test
  void readsRegisterRequest() {
    RegisterRequest request =
        JSON.treeToValue(ApiClient.example("register-request"), RegisterRequest.class);

    assertThat(request.toLabels().values()).containsEntry("rack", "r1");
    assertThat(request.facts().toFacts().reservedRegions()).hasSize(1);
    assertThat(request.toKey()).hasToString(request.publicKey());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "MCow",
        "!",
        "MCowBQYDK2VuAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=",
        "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs",
        "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bt="
      })
  void refusesAPublicKeyThatIsNone(String key) {
    ObjectNode request = ApiClient.example("register-request").put("publicKey", key);

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> JSON.treeToValue(request, RegisterRequest.class).toKey())
        .matches(e -> e.path().equals("$.publicKey"));
  }

  @Test
  void writesRegisterResponse() {
    UUID host = UUID.fromString("7a0c1f7e-70c4-4c8e-9d3a-2f2a2b6a8e01");

    assertThat(JSON.readTree(JSON.writeValueAsString(new AgentController.RegisterResponse(host))))
        .isEqualTo(ApiClient.example("register-response"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"signed-get", "signed-get-with-query", "signed-report", "signed-register"})
  void takesASignature(String name) {
    ObjectNode example = ApiClient.example(name);

    RequestSignature signature = RequestSignature.of(signed(example));

    signature.requireMadeBy(HostKey.parse(example.get("publicKey").asString()));
    signature.requireFresh(
        Instant.ofEpochSecond(example.get("created").asLong()), Duration.ofSeconds(1));
    assertThat(signature.keyId()).isEqualTo(example.get("keyId").asString());
    assertThat(signature.nonce()).isEqualTo(example.get("nonce").asString());
  }

  @Test
  void knowsAKeyThatRegistersByItsDigest() {
    ObjectNode example = ApiClient.example("signed-register");

    assertThat(HostKey.parse(example.get("publicKey").asString()).sha256().hex())
        .isEqualTo(example.get("keyId").asString());
  }

  @Test
  void readsStaged() {
    Report report = report(ApiClient.example("report-staged"));

    assertThat(report)
        .isEqualTo(
            new Report.Progress(
                REBOOT, new RebootEvent.Staged(BOOT_ID, "reserved"), report.phases()));
    assertThat(report.phases().timings())
        .extracting(PhaseTiming::phase)
        .containsExactly(Phase.FETCH, Phase.STAGE);
  }

  @Test
  void readsExecuting() {
    assertThat(((Report.Progress) report(ApiClient.example("report-executing"))).event())
        .isEqualTo(new RebootEvent.Executing(EXEC_ID, BOOT_ID, "reserved"));
  }

  @Test
  void readsRefusedAsOneSentenceOfEachCheck() {
    assertThat(((Report.Progress) report(ApiClient.example("report-refused"))).event())
        .isEqualTo(
            new RebootEvent.Refused(
                "stage",
                "reserved-region: found no \"Crash kernel\" line in /proc/iomem; wanted one region"
                    + " of at least 64 MiB; boot with crashkernel=256M on the command line"));
  }

  @Test
  void readsFailed() {
    assertThat(((Report.Progress) report(ApiClient.example("report-failed"))).event())
        .isInstanceOfSatisfying(
            RebootEvent.Failed.class, failed -> assertThat(failed.reason()).contains("EINVAL"));
  }

  @Test
  void readsBooted() {
    Report.Started report = (Report.Started) report(ApiClient.example("report-booted"));

    assertThat(EXEC_ID.isOn(report.facts().commandLine())).isTrue();
    assertThat(report.phases().of(Phase.BLACKOUT))
        .get()
        .satisfies(
            blackout -> {
              assertThat(blackout.seconds()).isEqualByComparingTo("0.0624");
              assertThat(blackout.quality()).isEqualTo(Quality.BOUND);
              assertThat(blackout.source()).isEqualTo("perf-page");
            });
  }

  @Test
  void readsBootedUnasked() {
    assertThat(report(ApiClient.example("report-booted-unasked")).phases().timings()).isEmpty();
  }

  @Test
  void writesIdle() {
    assertWritten(new Assignment.Idle(), "assignment-idle");
  }

  @Test
  void writesWhatAProvenBootIsOwed() {
    assertWritten(
        new Assignment.Idle(new Assignment.Commit(REBOOT, "6.12.117+deb12-cloud-amd64")),
        "assignment-commit");
  }

  @Test
  void writesStage() {
    assertWritten(
        new Assignment.Stage(REBOOT, image("assignment-stage"), LoadPolicy.standard()),
        "assignment-stage");
  }

  @Test
  void writesExecute() {
    assertWritten(
        new Assignment.Execute(REBOOT, token(), image("assignment-execute"), LoadPolicy.standard()),
        "assignment-execute");
  }

  @Test
  void writesThePlainRebootWithoutAKernelImage() {
    assertWritten(
        new Assignment.Stage(REBOOT, null, LoadPolicy.plainReboot()), "assignment-stage-plain");
    ExecToken token = new ExecToken(EXEC_ID, token().host(), BOOT_ID, null);
    assertWritten(
        new Assignment.Execute(REBOOT, token, null, LoadPolicy.plainReboot()),
        "assignment-execute-plain");
  }

  @Test
  void readsTheExecutionThatEndedInABoot() {
    ObjectNode booted = ApiClient.example("report-booted");

    assertThat(((Report.Started) report(booted)).execId()).isEqualTo(EXEC_ID);
    assertThat(((Report.Started) report(ApiClient.example("report-booted-unasked"))).execId())
        .isNull();
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> report(booted.put("execId", "fx-0 init=/bin/sh")))
        .matches(e -> e.path().equals("$.execId"));
  }

  @Test
  void readsStagedByAnAgentThatHasNotChosenAMethod() {
    ObjectNode staged = ApiClient.example("report-staged");
    staged.remove("method");

    assertThat(((Report.Progress) report(staged)).event())
        .isEqualTo(new RebootEvent.Staged(BOOT_ID, null));
  }

  @Test
  void refusesAnEnvelopeOfSomethingElse() {
    ObjectNode manifest = envelope("assignment-stage").put("payloadType", "text/plain");

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> JSON.treeToValue(manifest, EnvelopeJson.class).toEnvelope())
        .satisfies(refusal -> assertThat(refusal.path()).isEqualTo("$.manifest.payloadType"));
  }

  @Test
  void assignmentsOfOneRebootDifferInVersion() {
    KernelImage image = image("assignment-stage");

    assertThat(
            List.of(
                new Assignment.Idle().version(),
                new Assignment.Idle(new Assignment.Commit(REBOOT, "6.12.0")).version(),
                new Assignment.Stage(REBOOT, image, LoadPolicy.standard()).version(),
                new Assignment.Execute(REBOOT, token(), image, LoadPolicy.standard()).version()))
        .doesNotHaveDuplicates();
  }

  private static void assertWritten(Assignment assignment, String example) {
    assertThat(JSON.readTree(JSON.writeValueAsString(AssignmentResponse.of(assignment))))
        .isEqualTo(ApiClient.example(example));
  }

  private static SignedRequest signed(ObjectNode example) {
    return new SignedRequest(
        example.get("method").asString(),
        example.get("path").asString(),
        Optional.ofNullable(example.get("query")).map(JsonNode::asString),
        List.of(example.at("/headers/Signature-Input").asString()),
        List.of(example.at("/headers/Signature").asString()),
        Optional.ofNullable(example.get("headers").get("Content-Digest")).stream()
            .map(JsonNode::asString)
            .toList(),
        example.path("body").asString("").getBytes(StandardCharsets.UTF_8));
  }

  private static Report report(ObjectNode report) {
    return JSON.treeToValue(report, ReportRequest.class).toReport();
  }

  private static ExecToken token() {
    return new ExecToken(
        EXEC_ID,
        HostId.parse(ApiClient.example("register-response").get("hostId").asString()),
        BOOT_ID,
        manifest("assignment-execute").envelope().payloadSha256());
  }

  private static KernelImage image(String example) {
    SignedManifest manifest = manifest(example);
    return new KernelImage(
        KernelImageId.parse(ApiClient.example(example).at("/kernelImage/id").asString()),
        manifest.description(),
        manifest.kernel(),
        manifest.initrd(),
        Instant.EPOCH,
        new KernelImage.Proof(manifest.envelope(), manifest.expiresAt()));
  }

  private static SignedManifest manifest(String example) {
    Envelope envelope = JSON.treeToValue(envelope(example), EnvelopeJson.class).toEnvelope();
    return ManifestPayload.read(envelope).toManifest(envelope, null);
  }

  private static ObjectNode envelope(String example) {
    return (ObjectNode) ApiClient.example(example).at("/kernelImage/manifest");
  }
}
