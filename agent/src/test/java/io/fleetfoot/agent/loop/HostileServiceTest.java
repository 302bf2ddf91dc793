package io.fleetfoot.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.client.testing.StubService;
import io.fleetfoot.agent.image.testing.SyntheticKernel;
import io.fleetfoot.agent.kexec.testing.FakeKexecSystem;
import io.fleetfoot.agent.loop.testing.FakeCheckup;
import io.fleetfoot.agent.loop.testing.FakeDeparture;
import io.fleetfoot.agent.loop.testing.FakeHost;
import io.fleetfoot.agent.loop.testing.IgnoredEvents;
import io.fleetfoot.agent.loop.testing.RecordedGuard;
import io.fleetfoot.agent.manifest.Blob;
import io.fleetfoot.agent.manifest.Manifest;
import io.fleetfoot.agent.manifest.SigningKey;
import io.fleetfoot.agent.manifest.testing.TestManifests;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.preflight.testing.TestFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service in an attacker's hands cannot boot an unsigned kernel, nor a signed one at will. */
class HostileServiceTest {

  private static final AddressRange REGION = new AddressRange(0x2b000000, 0x3b000000);
  private static final String OTHER_BOOT = "a97a4e0c-0f1c-4d28-8a50-97c0a4ed4be2";
  private static final byte[] INITRD = new byte[10_000];
  private static final byte[] KERNEL = SyntheticKernel.gzippedBzImage();

  @TempDir private Path state;
  private final StubService service = new StubService();
  private final FakeHost host = new FakeHost();
  private final FakeKexecSystem system = new FakeKexecSystem(new AddressRange(0, 1L << 30), REGION);
  private Instant now = TestManifests.NOW;
  private Path keys = Path.of("/");

  @BeforeEach
  void pinKey() {
    keys = state.resolve("keys");
    TestManifests.pin(keys, TestManifests.KEY);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void cannotStageAnUnsignedKernel() throws Exception {
    JsonObject envelope = TestManifests.KEY.sign(image()).toJson();
    envelope.getAsJsonArray("signatures").remove(0);
    assertNotStaged(envelope.toString(), "manifest-signature", "no signature");
  }

  @Test
  void cannotStageAKernelWithoutAManifest() throws Exception {
    assertNotStaged("null", "manifest", "null");
  }

  @Test
  void cannotStageAKernelThatItSignedItself() throws Exception {
    SigningKey own = SigningKey.generate(new SecureRandom());
    assertNotStaged(
        own.sign(image()).toJson().toString(),
        "manifest-signature",
        own.keyId() + ", a key that is not trusted");
  }

  @Test
  void cannotPutASignatureOnAnotherKernel() throws Exception {
    JsonObject envelope = TestManifests.KEY.sign(image()).toJson();
    Manifest swapped = image("{running} init=/bin/sh", now.plusSeconds(60));
    envelope.add("payload", TestManifests.KEY.sign(swapped).toJson().get("payload"));
    assertNotStaged(envelope.toString(), "manifest-signature", "that is not by that key");
  }

  @Test
  void cannotStageAnOldKernelWhoseManifestExpired() throws Exception {
    Manifest old = image("{running}", now);
    now = now.plusSeconds(1);
    assertNotStaged(TestManifests.signed(old), "manifest-validity", "expired at");
  }

  @Test
  void cannotStageAnythingOnAHostThatTrustsNobody() throws Exception {
    Files.delete(keys.resolve(TestManifests.KEY.keyId() + ".pem"));
    assertNotStaged(TestManifests.signed(image()), "manifest-signature", "holds no *.pem");
  }

  @Test
  void cannotServeOtherBytesThanThoseSigned() throws Exception {
    Manifest signed = image();
    byte[] other = KERNEL.clone();
    other[other.length - 1]++;
    service.keepUnder(signed.kernel().sha256(), other);
    assertNotStaged(TestManifests.signed(signed), "kernel-image", signed.kernel().sha256());
  }

  @Test
  void cannotAddToWhatIsSignedByFieldsBesideTheManifest() throws Exception {
    AgentLoop loop = stagedLoop();
    String fields = ", \"commandLine\": \"init=/bin/sh\", \"release\": \"6.66\"";
    assignExecute(token("fx-1"), TestManifests.signed(image()) + fields);
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class).isThrownBy(loop::tick);
    assertThat(commandLineInMemory()).endsWith("panic=10 oops=panic fleetfoot.exec=fx-1");
  }

  @Test
  void cannotExecuteWithATokenOfAnotherHost() throws Exception {
    AgentLoop loop = stagedLoop();
    assignExecute(token("fx-1", "h-2", TestFacts.BOOT_ID, sha256()), TestManifests.signed(image()));
    assertNotExecuted(loop, "exec-token", "a token for host h-2", "one for h-1");
  }

  @Test
  void cannotExecuteWithATokenOfAnotherBoot() throws Exception {
    AgentLoop loop = stagedLoop();
    assignExecute(token("fx-1", "h-1", OTHER_BOOT, sha256()), TestManifests.signed(image()));
    assertNotExecuted(
        loop, "exec-token", "a token for boot " + OTHER_BOOT, "boot " + TestFacts.BOOT_ID);
  }

  @Test
  void cannotExecuteWithATokenOfAnotherManifest() throws Exception {
    AgentLoop loop = stagedLoop();
    assignExecute(
        token("fx-1", "h-1", TestFacts.BOOT_ID, "0".repeat(64)), TestManifests.signed(image()));
    assertNotExecuted(loop, "exec-token", "a token for manifest 000", "the staged manifest");
  }

  @Test
  void cannotSwapTheManifestBetweenStageAndExecute() throws Exception {
    AgentLoop loop = stagedLoop();
    String own = SigningKey.generate(new SecureRandom()).sign(image()).toJson().toString();
    assignExecute(token("fx-1"), own);
    loop.tick();
    JsonObject refused = refused();
    assertThat(checks(refused)).containsExactly("manifest-signature");
    assertThat(system.calls()).doesNotContain("load NORMAL", "reboot");
  }

  @Test
  void cannotExecuteOnceTheManifestHasExpired() throws Exception {
    AgentLoop loop = stagedLoop();
    assignExecute(token("fx-1"), TestManifests.signed(image()));
    now = now.plus(Duration.ofDays(1));
    assertNotExecuted(loop, "manifest-validity", "expired at", "image sign");
  }

  @Test
  void cannotExecuteOnceTheKeyIsRemoved() throws Exception {
    AgentLoop loop = stagedLoop();
    assignExecute(token("fx-1"), TestManifests.signed(image()));
    Files.delete(keys.resolve(TestManifests.KEY.keyId() + ".pem"));
    assertNotExecuted(loop, "manifest-signature", "holds no *.pem", "keys generate");
  }

  @Test
  void cannotReplayATokenThatWasUsed() throws Exception {
    AgentLoop loop = stagedLoop();
    assignExecute(token("fx-1"), TestManifests.signed(image()));
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class).isThrownBy(loop::tick);
    // the launcher brought the host nowhere: the agent starts in the same boot
    AgentLoop restarted = loop();
    int before = system.calls().size();
    assignStage(TestManifests.signed(image()));
    restarted.tick();
    assignExecute(token("fx-1"), TestManifests.signed(image()));
    restarted.tick();
    assertThat(checks(refused())).containsExactly("exec-token");
    assertThat(refused().toString()).contains("exec id fx-1, which was used on this host before");
    assertThat(system.calls().subList(before, system.calls().size()))
        .doesNotContain("load NORMAL", "reboot");
  }

  @Test
  void cannotReplayATokenAcrossReboots() throws Exception {
    AgentLoop loop = stagedLoop();
    assignExecute(token("fx-1"), TestManifests.signed(image()));
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class).isThrownBy(loop::tick);
    host.facts(TestFacts.inBoot(OTHER_BOOT));
    AgentLoop next = loop();
    assignStage(TestManifests.signed(image()));
    next.tick();
    assignExecute(token("fx-2", "h-1", OTHER_BOOT, sha256()), TestManifests.signed(image()));
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class).isThrownBy(next::tick);
    host.facts(TestFacts.inBoot(TestFacts.BOOT_ID));
    AgentLoop last = loop();
    assignStage(TestManifests.signed(image()));
    last.tick();
    int before = system.calls().size();
    assignExecute(token("fx-1"), TestManifests.signed(image()));
    last.tick();
    assertThat(refused().toString()).contains("exec id fx-1, which was used on this host before");
    assertThat(system.calls()).hasSize(before);
  }

  @Test
  void cannotExecuteWithoutAToken() throws Exception {
    AgentLoop loop = stagedLoop();
    assignExecute("\"execId\": \"fx-1\"", TestManifests.signed(image()));
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(loop::tick)
        .withMessageContaining("assignment.execToken: found nothing");
    assertThat(system.calls()).doesNotContain("load NORMAL", "reboot");
  }

  @Test
  void canBootWhatIsSignedOnceWithAFreshToken() throws Exception {
    AgentLoop loop = stagedLoop();
    assignExecute(token("fx-1"), TestManifests.signed(image()));
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class).isThrownBy(loop::tick);
    assertThat(SpentExecIds.open(state).contains("fx-1")).isTrue();
  }

  private void assertNotStaged(String manifest, String check, String found) throws Exception {
    assignStage(manifest);
    loop().tick();
    JsonObject refused = refused();
    assertThat(refused.get("step").getAsString()).isEqualTo("stage");
    assertThat(checks(refused)).containsExactly(check);
    assertThat(refused.toString()).contains(found);
    assertThat(system.calls()).as("calls of the kernel").isEmpty();
  }

  private void assertNotExecuted(AgentLoop loop, String check, String... message) throws Exception {
    loop.tick();
    JsonObject refused = refused();
    assertThat(refused.get("step").getAsString()).isEqualTo("execute");
    assertThat(checks(refused)).containsExactly(check);
    assertThat(refused.toString()).contains(message);
    assertThat(system.calls()).doesNotContain("load NORMAL", "reboot");
    assertThat(Journal.open(state).execution()).isEmpty();
  }

  private AgentLoop stagedLoop() throws Exception {
    assignStage(TestManifests.signed(image()));
    AgentLoop loop = loop();
    loop.tick();
    assertThat(service.reportKinds()).contains("staged");
    return loop;
  }

  private AgentLoop loop() throws IOException {
    var surroundings =
        new AgentLoop.Surroundings(
            host,
            system,
            new FakeDeparture(system),
            new RecordedGuard(),
            service.client(Duration.ofSeconds(10)),
            duration -> {},
            () -> now,
            () -> 0,
            new Random(7),
            new IgnoredEvents(),
            new FakeCheckup());
    return new AgentLoop(
        surroundings,
        new AgentLoop.Settings(
            state,
            keys,
            new JoinToken(Optional.of("jt"), Optional.empty()),
            Map.of(),
            Duration.ofSeconds(1),
            "1",
            0,
            new LoadSettings("Quick kexec", false),
            false));
  }

  private void assignStage(String manifest) {
    assign("stage", "\"mood\": \"good\"", manifest);
  }

  private void assignExecute(String token, String manifest) {
    assign("execute", token, manifest);
  }

  private void assign(String kind, String token, String manifest) {
    service.assign(
        """
        {"kind": "%s", "rebootId": "r-1", %s, "kernelImage": {"id": "i-1", "manifest": %s}}
        """
            .formatted(kind, token, manifest));
  }

  private String token(String execId) {
    return token(execId, "h-1", TestFacts.BOOT_ID, sha256());
  }

  private static String token(String execId, String hostId, String bootId, String sha256) {
    return """
        "execToken": {"execId": "%s", "hostId": "%s", "bootId": "%s", "manifestSha256": "%s"}
        """
        .formatted(execId, hostId, bootId, sha256);
  }

  private String sha256() {
    return TestManifests.verified(image()).sha256();
  }

  private Manifest image() {
    return image("{running} panic=10", TestManifests.NOW.plus(Duration.ofDays(1)));
  }

  private Manifest image(String commandLine, Instant expiresAt) {
    return TestManifests.of(
        "6.99.0-test",
        commandLine,
        new Blob(service.keep(KERNEL), KERNEL.length),
        Optional.of(new Blob(service.keep(INITRD), INITRD.length)),
        TestManifests.NOW.minusSeconds(60),
        expiresAt);
  }

  private JsonObject refused() {
    return service.reports().stream()
        .filter(report -> report.get("kind").getAsString().equals("refused"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no refusal in " + service.reports()));
  }

  private static List<String> checks(JsonObject refused) {
    return refused.getAsJsonArray("refusals").asList().stream()
        .map(one -> one.getAsJsonObject().get("check").getAsString())
        .toList();
  }

  // the third page of the launcher, which lies at the start of the region's last MiB
  private String commandLineInMemory() {
    ByteBuffer page = ByteBuffer.allocate(4096);
    system.physicalMemory().read(REGION.end() - (1 << 20) + 0x2000, page);
    String text = new String(page.array(), StandardCharsets.US_ASCII);
    return text.substring(0, text.indexOf('\0'));
  }
}
