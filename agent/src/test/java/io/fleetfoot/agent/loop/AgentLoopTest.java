package io.fleetfoot.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.client.testing.StubService;
import io.fleetfoot.agent.image.testing.SyntheticKernel;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.Segment;
import io.fleetfoot.agent.kexec.testing.FakeKexecSystem;
import io.fleetfoot.agent.loop.testing.FakeCheckup;
import io.fleetfoot.agent.loop.testing.FakeDeparture;
import io.fleetfoot.agent.loop.testing.FakeHost;
import io.fleetfoot.agent.loop.testing.RecordedGuard;
import io.fleetfoot.agent.manifest.Blob;
import io.fleetfoot.agent.manifest.Manifest;
import io.fleetfoot.agent.manifest.testing.TestManifests;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.preflight.Finding;
import io.fleetfoot.agent.preflight.KexecFacts;
import io.fleetfoot.agent.preflight.Severity;
import io.fleetfoot.agent.preflight.testing.TestFacts;
import io.fleetfoot.agent.timing.TimingRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop between a stub of the service and a fake kernel, over real files. */
class AgentLoopTest {

  private static final String NEXT_BOOT = "a97a4e0c-0f1c-4d28-8a50-97c0a4ed4be2";
  private static final AddressRange REGION = new AddressRange(0x2b000000, 0x3b000000);
  private static final byte[] INITRD = new byte[10_000];
  private static final byte[] KERNEL = SyntheticKernel.gzippedBzImage();

  private static final KexecFacts CRASH_LOADED =
      new KexecFacts(
          true,
          true,
          false,
          OptionalLong.empty(),
          OptionalLong.empty(),
          "none",
          Set.of(),
          true,
          true);

  @TempDir private Path state;
  private final StubService service = new StubService();
  private final FakeCheckup checkup = new FakeCheckup();
  private final FakeHost host = new FakeHost();
  private final FakeKexecSystem system = new FakeKexecSystem(new AddressRange(0, 1L << 30), REGION);
  private FakeDeparture departure = new FakeDeparture(system);
  private final RecordedGuard guard = new RecordedGuard();
  private final List<String> events = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private Runnable meanwhile = () -> {};
  private boolean corrupting;
  private boolean unverified;
  private JoinToken joinToken = new JoinToken(Optional.of("jt"), Optional.empty());

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void asksForAJoinTokenWhenItHasNoIdentity() throws IOException {
    joinToken = new JoinToken(Optional.empty(), Optional.empty());
    AgentLoop loop = loop();
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(loop::tick)
        .withMessageContaining("set join.token");
  }

  @Test
  void refusesToStageOnAHostWithoutARegion() throws Exception {
    host.facts(TestFacts.withMemory("00100000-3fffffff : System RAM\n"));
    assignStage();
    loop().tick();
    JsonObject refused = report("refused");
    assertThat(refused.get("step").getAsString()).isEqualTo("stage");
    assertThat(checks(refused)).containsExactly("reserved-region");
    assertThat(events).contains("refused reserved-region");
    assertThat(system.calls()).isEmpty();
    assertThat(service.ranges()).as("nothing was fetched").isEmpty();
  }

  @Test
  void refusesAnImageThatIsNoKernel() throws Exception {
    assign("stage", "\"rebootId\": \"r-1\"", new byte[4096], "6.99.0-test");
    loop().tick();
    assertThat(checks(report("refused"))).containsExactly("kernel-image");
    assertThat(system.calls()).isEmpty();
  }

  @Test
  void refusesAKernelOfAnotherRelease() throws Exception {
    assign("stage", "\"rebootId\": \"r-1\"", KERNEL, "6.98.0-test");
    loop().tick();
    assertThat(checks(report("refused"))).containsExactly("kernel-release");
  }

  @Test
  void refusesARegionThatIsTooSmall() throws Exception {
    host.facts(
        TestFacts.withMemory(
            "00100000-3fffffff : System RAM\n  2b000000-2b1fffff : Crash kernel\n"));
    assignStage();
    loop().tick();
    assertThat(checks(report("refused"))).containsExactly("reserved-region");
  }

  @Test
  void refusesBytesOfAnotherDigest() throws Exception {
    assignStage();
    byte[] wrong = INITRD.clone();
    wrong[0]++;
    service.keepUnder(StubService.sha256(INITRD), wrong);
    loop().tick();
    assertThat(checks(report("refused"))).containsExactly("kernel-image");
  }

  @Test
  void reportsALoadThatTheKernelRefused() throws Exception {
    system.refuseLoadsWith(12);
    assignStage();
    loop().tick();
    JsonObject refusal = report("refused").getAsJsonArray("refusals").get(0).getAsJsonObject();
    assertThat(refusal.get("check").getAsString()).isEqualTo("kernel-load");
    assertThat(refusal.get("found").getAsString()).startsWith("kexec_load(").endsWith("= ENOMEM");
    assertThat(system.loaded(Target.CRASH)).isFalse();
    assertThat(host.allScratchGivenBack()).isTrue();
    assertThat(events).contains("refused kernel-load");
  }

  @Test
  void reportsALoadThatFailedThisTime() throws Exception {
    system.refuseLoadsWith(16);
    assignStage();
    loop().tick();
    assertThat(report("failed").get("reason").getAsString())
        .startsWith("kexec_load(")
        .endsWith("= EBUSY; nothing is loaded, the host is as it was");
    assertThat(host.allScratchGivenBack()).isTrue();
    assertThat(events).contains("failed stage");
  }

  @Test
  void triesToStageAgainWhenTheServiceBreaksOffADownload() throws Exception {
    assignStage();
    service.cutBlobsAfter(100);
    AgentLoop loop = loop();
    assertThatExceptionOfType(ServiceException.class).isThrownBy(loop::tick);
    service.cutBlobsAfter(Integer.MAX_VALUE);
    loop.tick();
    assertThat(service.reportKinds()).containsExactly("booted", "staged");
  }

  @Test
  void registersOnceAndKeepsItsKeyToItself() throws Exception {
    loop().tick();
    loop().tick();
    assertThat(service.registrations()).hasSize(1);
    for (String file : List.of("identity.json", "host.key")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve(file))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void registersWithItsKeyWhereItHadATokenBefore() throws Exception {
    Files.writeString(
        state.resolve("identity.json"), "{\"hostId\": \"h-1\", \"hostToken\": \"ht_old\"}");
    loop().tick();
    assertThat(service.registrations()).hasSize(1);
    assertThat(Files.readString(state.resolve("identity.json"))).doesNotContain("ht_old");
  }

  @Test
  void refusesAKeyThatOthersCanRead() throws Exception {
    loop().tick();
    Files.setPosixFilePermissions(
        state.resolve("host.key"), PosixFilePermissions.fromString("rw-r-----"));
    assertThatExceptionOfType(UnusableKeyException.class)
        .isThrownBy(this::loop)
        .withMessageContaining("found mode rw-r-----, wanted rw-------")
        .withMessageContaining("chmod 600");
  }

  @Test
  void refusesAKeyThatIsNone() throws Exception {
    Path file = state.resolve("host.key");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    assertThatExceptionOfType(UnusableKeyException.class)
        .isThrownBy(this::loop)
        .withMessageContaining("enrol --config FILE --new-key");
  }

  @Test
  void registersWithTheTokenThatAFileHoldsByThen() throws Exception {
    Path file = Files.writeString(state.resolve("join-token"), "\n");
    joinToken = new JoinToken(Optional.empty(), Optional.of(file));
    AgentLoop loop = loop();
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(loop::tick)
        .withMessageContaining("join.token.file: found nothing in " + file);
    Files.writeString(file, "jt_mounted\n");
    loop.tick();
    assertThat(service.registrations().get(0).get("joinToken").getAsString())
        .isEqualTo("jt_mounted");
  }

  @Test
  void goesOnAskingSlowlyWhenItsKeyIsRevoked() throws Exception {
    AgentLoop loop = loop();
    loop.tick();
    service.refuseWith(403, "host-revoked");
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(loop::run);
    assertThat(pauses.get(0)).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
    assertThat(pauses.get(5)).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(10));
    assertThat(events).contains("service REVOKED");
    assertThat(service.registrations()).as("it does not enrol by itself").hasSize(1);
  }

  @Test
  void takesUpTheKeyThatACommandEnrolledAfterARevocation() throws Exception {
    AgentLoop loop = loop();
    loop.tick();
    String revoked = Files.readString(state.resolve("host.key"));
    service.refuseWith(403, "host-revoked");
    assertThatExceptionOfType(ServiceException.class).isThrownBy(loop::tick);
    registration().enrolAnew(HostDescriber.describe(host.facts(), "Quick kexec", "1"));
    service.refuseNothing();
    loop.tick();
    assertThat(service.registrations()).hasSize(2);
    assertThat(Files.readString(state.resolve("host.key"))).isNotEqualTo(revoked);
    assertThat(state.resolve("host.key.enrolling")).doesNotExist();
  }

  @Test
  void keepsItsKeyUntilTheServiceHasTakenTheNext() throws Exception {
    loop().tick();
    String key = Files.readString(state.resolve("host.key"));
    service.close();
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(
            () ->
                registration().enrolAnew(HostDescriber.describe(host.facts(), "Quick kexec", "1")));
    assertThat(Files.readString(state.resolve("host.key"))).isEqualTo(key);
  }

  @Test
  void registersAgainWhenTheServiceDoesNotKnowItAnyMore() throws Exception {
    AgentLoop loop = loop();
    loop.tick();
    service.forgetKeys();
    assertThatExceptionOfType(ServiceException.class).isThrownBy(loop::tick);
    loop.tick();
    assertThat(service.registrations()).hasSize(2);
  }

  @Test
  void reportsItsBootOnceAStart() throws Exception {
    AgentLoop loop = loop();
    loop.tick();
    loop.tick();
    assertThat(service.reportKinds()).containsExactly("booted");
    assertThat(report("booted").has("rebootId")).isFalse();
  }

  @Test
  void stagesReadsBackAndLeavesNothingLoaded() throws Exception {
    assignStage();
    AgentLoop loop = loop();
    loop.tick();
    loop.tick();
    JsonObject staged = report("staged");
    assertThat(staged.get("method").getAsString()).isEqualTo("reserved");
    assertThat(phases(staged)).containsExactly("fetch", "stage");
    assertThat(system.calls()).containsExactly("unload CRASH", "load CRASH", "unload CRASH");
    assertThat(host.allScratchGivenBack()).isTrue();
    assertThat(events).contains("staged true");
    assertThat(service.reportKinds()).containsExactly("booted", "staged");
  }

  @Test
  void stagesAVmlinuxAsItIs() throws Exception {
    byte[] vmlinux = SyntheticKernel.vmlinux("6.98.0-elf", 0, 0);
    assign("stage", "\"rebootId\": \"r-1\"", vmlinux, "6.98.0-elf");
    loop().tick();
    assertThat(report("staged").get("rebootId").getAsString()).isEqualTo("r-1");
    ByteBuffer start = ByteBuffer.allocate(0x2000);
    system.physicalMemory().read(REGION.start() + (2 << 20), start);
    assertThat(start.array()).isEqualTo(Arrays.copyOfRange(vmlinux, 0x1000, 0x3000));
  }

  @Test
  void forgetsTheSlotWhenNothingIsWanted() throws Exception {
    assignStage();
    AgentLoop loop = loop();
    loop.tick();
    service.assign("{\"kind\": \"idle\"}");
    loop.tick();
    assertThat(events).endsWith("polled", "staged false");
  }

  @Test
  void entersTheNextKernelAfterTheServiceAgreed() throws Exception {
    AgentLoop loop = stagedLoop();
    assignExecute();
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class).isThrownBy(loop::tick);
    assertThat(system.calls()).endsWith("load NORMAL", "sync", "reboot");
    JsonObject executing = report("executing");
    assertThat(executing.get("execId").getAsString()).isEqualTo("fx-1");
    assertThat(phases(executing)).containsExactly("verify");
    assertThat(commandLineInMemory())
        .isEqualTo(
            "console=ttyS0 crashkernel=256M panic=30 panic=10 oops=panic fleetfoot.exec=fx-1");
    Execution execution = Journal.open(state).execution().orElseThrow();
    assertThat(execution.bootId()).isEqualTo(TestFacts.BOOT_ID);
    assertThat(execution.leaving()).isGreaterThan(execution.slotEqual());
  }

  @Test
  void refusesASlotThatWasOverwritten() throws Exception {
    AgentLoop loop = stagedLoop();
    system.corrupt(REGION.start() + (2 << 20) + 0x1234);
    assignExecute();
    loop.tick();
    JsonObject refused = report("refused");
    assertThat(refused.get("step").getAsString()).isEqualTo("execute");
    assertThat(refused.get("execId").getAsString()).isEqualTo("fx-1");
    assertThat(checks(refused)).containsExactly("slot");
    assertThat(system.calls()).doesNotContain("load NORMAL", "reboot");
  }

  @Test
  void catchesTheBitThatTheLabFlips() throws Exception {
    corrupting = true;
    AgentLoop loop = stagedLoop();
    assignExecute();
    loop.tick();
    assertThat(checks(report("refused"))).containsExactly("slot");
    assertThat(system.loaded(Target.CRASH)).isFalse();
  }

  @Test
  void refusesASlotUnderACrashImage() throws Exception {
    AgentLoop loop = stagedLoop();
    host.facts(TestFacts.with(CRASH_LOADED, TestFacts.PLATFORM));
    assignExecute();
    loop.tick();
    assertThat(checks(report("refused"))).containsExactly("crash-image");
  }

  @Test
  void staysUpWhenTheServiceCallsTheRebootOff() throws Exception {
    AgentLoop loop = stagedLoop();
    assignExecute();
    service.answerReports(409);
    loop.tick();
    assertThat(system.calls()).endsWith("load NORMAL", "unload NORMAL").doesNotContain("reboot");
    assertThat(Journal.open(state).execution()).isEmpty();
    loop.tick();
    assertThat(service.reportKinds()).containsExactly("booted", "staged");
  }

  @Test
  void staysUpAndSaysSoWhenTheServiceDoesNotAnswer() throws Exception {
    AgentLoop loop = stagedLoop();
    assignExecute();
    service.answerReports(503, 503, 503, 503, 503);
    loop.tick();
    assertThat(system.calls()).endsWith("load NORMAL", "unload NORMAL").doesNotContain("reboot");
    assertThat(pauses).hasSize(4);
    assertThat(report("failed").get("reason").getAsString())
        .contains("POST /agent/v1/reports = 503")
        .endsWith("what was loaded was unloaded, the host is as it was");
  }

  @Test
  void asksAgainWhenOneAnswerWasLost() throws Exception {
    AgentLoop loop = stagedLoop();
    assignExecute();
    service.answerReports(503);
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class).isThrownBy(loop::tick);
    assertThat(service.reportKinds()).containsExactly("booted", "staged", "executing");
  }

  @Test
  void doesNotEnterASlotUnderACrashImageThatCameWhileTheServiceAgreed() throws Exception {
    AgentLoop loop = stagedLoop();
    assignExecute();
    service.answerReports(503);
    meanwhile = () -> host.facts(TestFacts.with(CRASH_LOADED, TestFacts.PLATFORM));
    loop.tick();
    assertThat(system.calls()).endsWith("load NORMAL", "unload NORMAL").doesNotContain("reboot");
    assertThat(report("failed").get("reason").getAsString())
        .contains("crash-image: found a crash image was loaded after staging")
        .endsWith("what was loaded was unloaded, the host is as it was");
  }

  @Test
  void reportsALauncherThatTheKernelRefused() throws Exception {
    AgentLoop loop = stagedLoop();
    system.refuseLoadsWith(1);
    assignExecute();
    loop.tick();
    assertThat(report("failed").get("reason").getAsString()).contains("= EPERM");
    assertThat(service.reportKinds()).doesNotContain("executing");
    assertThat(Journal.open(state).execution()).isEmpty();
  }

  @Test
  void servesOnWhileItCannotUnloadWhatADeadAgentLeftAndTriesAgain() throws Exception {
    Files.writeString(state.resolve("trial-load"), TestFacts.BOOT_ID + "\nCRASH");
    AddressRange page = AddressRange.ofSize(REGION.start(), AddressRange.PAGE_SIZE);
    system.load(
        Target.CRASH, page.start(), List.of(new Segment(ByteBuffer.allocateDirect(16), page)));
    system.refuseUnloadsWith(16);
    AgentLoop loop = loop();
    loop.tick();
    assertThat(service.reportKinds()).containsExactly("booted");
    assertThat(system.loaded(Target.CRASH)).isTrue();
    system.refuseUnloadsWith(0);
    loop.tick();
    assertThat(system.loaded(Target.CRASH)).isFalse();
    assertThat(state.resolve("trial-load")).doesNotExist();
  }

  @Test
  void deliversAReportThatTheServiceMissedAfterItsOwnRestart() throws Exception {
    assignStage();
    host.facts(TestFacts.withMemory("00100000-3fffffff : System RAM\n"));
    AgentLoop loop = loop();
    service.answerReports(204, 503);
    assertThatExceptionOfType(ServiceException.class).isThrownBy(loop::tick);
    service.assign("{\"kind\": \"idle\"}");
    loop().tick();
    assertThat(service.reportKinds()).containsExactly("booted", "booted", "refused");
  }

  @Test
  void stagesAgainAfterItsOwnRestartThenExecutes() throws Exception {
    stagedLoop();
    assignExecute();
    AgentLoop restarted = loop();
    restarted.tick();
    assertThat(service.reportKinds()).containsExactly("booted", "staged", "booted");
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class).isThrownBy(restarted::tick);
  }

  @Test
  void saysWhatIsAmissOnceAndWhenItIsAnother() throws Exception {
    service.assign("{\"kind\": \"idle\"}");
    AgentLoop loop = loop();
    loop.tick();
    assertThat(service.reportKinds()).containsExactly("booted");
    checkup.found(finding("lockdown", Severity.REFUSE), finding("watchdog", Severity.OK));
    loop.tick();
    loop.tick();
    assertThat(service.reportKinds()).containsExactly("booted", "checked");
    assertThat(findings(last("checked"))).containsExactly("lockdown refuse");
    checkup.found(finding("lockdown", Severity.WARN), finding("watchdog", Severity.OK));
    loop.tick();
    assertThat(findings(last("checked"))).containsExactly("lockdown warn");
  }

  @Test
  void saysThatAllIsWell() throws Exception {
    service.assign("{\"kind\": \"idle\"}");
    checkup.found(finding("watchdog", Severity.OK));
    AgentLoop loop = loop();
    loop.tick();
    loop.tick();
    assertThat(service.reportKinds()).containsExactly("booted", "checked");
    assertThat(findings(last("checked"))).isEmpty();
  }

  @Test
  void looksAtTheHostBetweenTwoQuestions() throws Exception {
    service.assign("{\"kind\": \"idle\"}");
    AgentLoop loop = loop();
    loop.tick();
    assertThat(checkup.looks()).isZero();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(loop::run);
    assertThat(checkup.looks()).isEqualTo(6);
  }

  @Test
  void reportsHowItCameToThisBoot() throws Exception {
    rebootByLoop();
    TimingRecord stamped = new TimingRecord("fx-1", 1_000_000_000L, 4_000_000_000L, 4_000_001_000L);
    host.setupData(9, new byte[] {1})
        .setupData(TimingRecord.SETUP_DATA_TYPE, stamped.format())
        .facts(TestFacts.inBoot(NEXT_BOOT));
    service.assign("{\"kind\": \"idle\"}");
    loop().tick();
    JsonObject booted = last("booted");
    assertThat(booted.get("rebootId").getAsString()).isEqualTo("r-1");
    assertThat(booted.get("execId").getAsString()).isEqualTo("fx-1");
    assertThat(booted.get("method").getAsString()).isEqualTo("reserved");
    assertThat(phases(booted)).contains("quiesce", "shutdown");
    assertThat(events).contains("booted r-1");
  }

  @Test
  void saysInTheKernelLogThatItLeaves() throws Exception {
    rebootByLoop();
    assertThat(host.kernelLog()).containsExactly("fleetfoot-agent: exec fx-1 leaves this kernel");
  }

  @Test
  void reportsTheSameAfterItsOwnRestartInThatBoot() throws Exception {
    reportsHowItCameToThisBoot();
    JsonObject first = last("booted");
    loop().tick();
    assertThat(last("booted")).isEqualTo(first);
  }

  @Test
  void tellsARollbackByTheMissingRecord() throws Exception {
    rebootByLoop();
    host.facts(TestFacts.inBoot(NEXT_BOOT));
    loop().tick();
    JsonObject booted = last("booted");
    assertThat(booted.get("execId").getAsString()).isEqualTo("fx-1");
    assertThat(phases(booted)).containsExactly("quiesce");
  }

  @Test
  void doesNotExecuteTwiceWhatItHasExecuted() throws Exception {
    rebootByLoop();
    host.facts(TestFacts.inBoot(NEXT_BOOT));
    int before = system.calls().size();
    AgentLoop loop = loop();
    loop.tick();
    loop.tick();
    assertThat(system.calls()).hasSize(before);
  }

  @Test
  void unloadsTheLauncherOfAnAgentThatDiedOnItsWay() throws Exception {
    rebootByLoop();
    service.assign("{\"kind\": \"idle\"}");
    loop().tick();
    assertThat(system.calls()).endsWith("unload NORMAL");
    assertThat(system.loaded(Target.NORMAL)).isFalse();
    assertThat(last("booted").has("execId")).isFalse();
    assertThat(Journal.open(state).execution()).isEmpty();
  }

  @Test
  void leavesNoLauncherBehindWhenItIsStopped() throws Exception {
    AgentLoop loop = loop();
    loop.callOff();
    assertThat(system.calls()).isEmpty();
    rebootByLoop();
    loop().callOff();
    assertThat(system.loaded(Target.NORMAL)).isFalse();
  }

  @Test
  void keepsTheLauncherWhenItIsStoppedBecauseTheHostIsOnItsWay() throws Exception {
    AgentLoop loop = stagedLoop();
    assignExecute();
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class).isThrownBy(loop::tick);
    departure.isOnItsWay();
    loop.callOff();
    assertThat(system.loaded(Target.NORMAL)).isTrue();
  }

  @Test
  void doesNotLeaveOnceItIsBeingStopped() throws Exception {
    AgentLoop loop = stagedLoop();
    assignExecute();
    departure.callOff();
    loop.tick();
    assertThat(system.calls()).endsWith("load NORMAL", "unload NORMAL").doesNotContain("reboot");
    assertThat(report("failed").get("reason").getAsString()).contains("is being stopped");
  }

  @Test
  void tellsTheGuardHowFarTheRebootHasCome() throws Exception {
    rebootByLoop();
    assertThat(guard.told()).containsExactly("arrived", "healthy", "staging");
    host.facts(TestFacts.inBoot(NEXT_BOOT));
    service.assign(
        "{\"kind\": \"idle\", \"commit\": {\"rebootId\": \"r-1\", \"release\": \"6.99.0\"}}");
    AgentLoop next = loop();
    next.tick();
    next.tick();
    assertThat(guard.told()).endsWith("arrived by r-1", "proven r-1, came by it");
  }

  @Test
  void tellsTheGuardThatNothingIsStagedAnyMore() throws Exception {
    AgentLoop loop = stagedLoop();
    service.assign("{\"kind\": \"idle\"}");
    loop.tick();
    assertThat(guard.told()).endsWith("staging", "staying");
  }

  @Test
  void tellsTheGuardThatItCouldNotStage() throws Exception {
    system.refuseLoadsWith(12);
    assignStage();
    loop().tick();
    assertThat(guard.told()).endsWith("staging", "staying");
  }

  @Test
  void waitsLongerTheOftenerTheServiceFails() throws Exception {
    service.close();
    AgentLoop loop = loop();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(loop::run);
    assertThat(pauses).hasSize(6);
    assertThat(pauses.get(5)).isGreaterThan(pauses.get(0));
    assertThat(events).contains("service UNREACHABLE");
  }

  private void rebootByLoop() throws Exception {
    AgentLoop loop = stagedLoop();
    assignExecute();
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class).isThrownBy(loop::tick);
  }

  private AgentLoop stagedLoop() throws Exception {
    assignStage();
    AgentLoop loop = loop();
    loop.tick();
    return loop;
  }

  private AgentLoop loop() throws IOException {
    departure = new FakeDeparture(system);
    var nanos = new AtomicLong();
    var surroundings =
        new AgentLoop.Surroundings(
            host,
            system,
            departure,
            guard,
            service.client(Duration.ofSeconds(10)),
            this::pause,
            InstantSource.fixed(TestManifests.NOW),
            () -> nanos.addAndGet(1_000_000),
            new Random(7),
            new RecordedEvents(),
            checkup);
    return new AgentLoop(
        surroundings,
        new AgentLoop.Settings(
            state,
            TestManifests.pin(state.resolve("keys"), TestManifests.KEY),
            joinToken,
            Map.of("site", "lab"),
            Duration.ofSeconds(1),
            "1",
            0,
            new LoadSettings("Quick kexec", unverified),
            corrupting));
  }

  private Registration registration() throws IOException {
    return new Registration(
        service.client(Duration.ofSeconds(10)), state, joinToken, Map.of("site", "lab"));
  }

  private void pause(Duration duration) throws InterruptedException {
    pauses.add(duration);
    meanwhile.run();
    if (pauses.size() == 6) {
      throw new InterruptedException("that is enough");
    }
  }

  private void assignStage() {
    assign("stage", "\"rebootId\": \"r-1\"", KERNEL, "6.99.0-test");
  }

  private void assignExecute() {
    String token =
        """
        "rebootId": "r-1", "execToken": {
          "execId": "fx-1", "hostId": "h-1", "bootId": "%s", "manifestSha256": "%s"}
        """
            .formatted(
                TestFacts.BOOT_ID,
                TestManifests.verified(manifest(KERNEL, "6.99.0-test")).sha256());
    assign("execute", token, KERNEL, "6.99.0-test");
  }

  private void assign(String kind, String ids, byte[] kernel, String release) {
    service.assign(
        """
        {"kind": "%s", %s, "kernelImage": {"id": "i-1", "manifest": %s},
         "policy": {"methods": ["reserved"], "verification": "kcore"}}
        """
            .formatted(kind, ids, TestManifests.signed(manifest(kernel, release))));
  }

  private Manifest manifest(byte[] kernel, String release) {
    return TestManifests.of(
        release,
        new Blob(service.keep(kernel), kernel.length),
        new Blob(service.keep(INITRD), INITRD.length));
  }

  private JsonObject report(String kind) {
    return service.reports().stream()
        .filter(report -> report.get("kind").getAsString().equals(kind))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " in " + service.reports()));
  }

  private JsonObject last(String kind) {
    return service.reports().stream()
        .filter(report -> report.get("kind").getAsString().equals(kind))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private static List<String> checks(JsonObject refused) {
    List<String> checks = new ArrayList<>();
    refused
        .getAsJsonArray("refusals")
        .forEach(one -> checks.add(one.getAsJsonObject().get("check").getAsString()));
    return checks;
  }

  private static Finding finding(String check, Severity severity) {
    return new Finding(check, severity, "found", "wanted", "");
  }

  private static List<String> findings(JsonObject report) {
    return report.getAsJsonArray("findings").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(one -> one.get("check").getAsString() + " " + one.get("severity").getAsString())
        .toList();
  }

  private static List<String> phases(JsonObject report) {
    List<String> names = new ArrayList<>();
    report
        .getAsJsonArray("phases")
        .forEach(one -> names.add(one.getAsJsonObject().get("name").getAsString()));
    return names;
  }

  // the third page of the launcher, which lies at the start of the region's last MiB
  private String commandLineInMemory() {
    ByteBuffer page = ByteBuffer.allocate(4096);
    system.physicalMemory().read(REGION.end() - (1 << 20) + 0x2000, page);
    String text = new String(page.array(), StandardCharsets.US_ASCII);
    return text.substring(0, text.indexOf('\0'));
  }

  private final class RecordedEvents implements AgentEvents {
    @Override
    public void polled() {
      events.add("polled");
    }

    @Override
    public void serviceFailed(ServiceException.Reason reason) {
      events.add("service " + reason);
    }

    @Override
    public void refused(String check) {
      events.add("refused " + check);
    }

    @Override
    public void failed(String step) {
      events.add("failed " + step);
    }

    @Override
    public void staged(boolean staged) {
      events.add("staged " + staged);
    }

    @Override
    public void committed(BootDefault.Outcome outcome) {
      events.add("committed " + outcome);
    }

    @Override
    public void booted(CompletedReboot reboot) {
      events.add("booted " + reboot.rebootId());
    }
  }
}
