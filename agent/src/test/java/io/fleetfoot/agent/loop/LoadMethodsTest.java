package io.fleetfoot.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import io.fleetfoot.agent.client.testing.StubService;
import io.fleetfoot.agent.image.testing.SyntheticKernel;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.Segment;
import io.fleetfoot.agent.kexec.testing.FakeKexecSystem;
import io.fleetfoot.agent.loop.testing.FakeCheckup;
import io.fleetfoot.agent.loop.testing.FakeDeparture;
import io.fleetfoot.agent.loop.testing.FakeHost;
import io.fleetfoot.agent.loop.testing.IgnoredEvents;
import io.fleetfoot.agent.loop.testing.RecordedGuard;
import io.fleetfoot.agent.manifest.Blob;
import io.fleetfoot.agent.manifest.Manifest;
import io.fleetfoot.agent.manifest.testing.TestManifests;
import io.fleetfoot.agent.memory.AddressRange;
import io.fleetfoot.agent.preflight.KexecFacts;
import io.fleetfoot.agent.preflight.testing.TestFacts;
import io.fleetfoot.agent.reserve.testing.FakeBootFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each load method from assignment to departure, and what speaks against it. */
class LoadMethodsTest {

  private static final String ALL = "\"quick\", \"reserved\", \"file\", \"normal\"";
  private static final AddressRange CRASH = new AddressRange(0x2b000000, 0x3b000000);
  private static final AddressRange QUICK = new AddressRange(0x18000000, 0x20000000);
  private static final String WITH_BOTH =
      """
      00001000-0009fbff : System RAM
      00100000-3fffffff : System RAM
        01000000-01ffffff : Kernel code
        18000000-1fffffff : Quick kexec
        2b000000-3affffff : Crash kernel
      """;
  private static final byte[] LARGE = new byte[20_000_000];
  private static final byte[] KERNEL = SyntheticKernel.gzippedBzImage();
  private static final String MENU =
      """
      set default="${next_entry}"
      menuentry 'six' $menuentry_id_option 'gnulinux-six' {
        linux /boot/vmlinuz-6.99.0-test root=UUID=7f ro
      }
      """;

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
  private final FakeHost host = new FakeHost();
  private final FakeKexecSystem system = new FakeKexecSystem(new AddressRange(0, 1L << 30), CRASH);
  private byte[] initrd = new byte[10_000];
  private boolean unverified;

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void neverTakesAMethodThatThePolicyForbids() throws Exception {
    host.facts(TestFacts.withMemory("00100000-3fffffff : System RAM\n"));
    AgentLoop loop = staged("\"quick\", \"reserved\"", "kcore");
    assertThat(checks("refused")).containsExactly("quick-region", "reserved-region");
    assertThat(system.calls()).isEmpty();
    assertThat(service.ranges()).as("nothing was fetched").isEmpty();
    assertThat(loop).isNotNull();
  }

  @Test
  void saysOnceWhatSpeaksAgainstEveryMethod() throws Exception {
    host.facts(
        TestFacts.with(
            new KexecFacts(
                true,
                false,
                true,
                OptionalLong.empty(),
                OptionalLong.empty(),
                "none",
                Set.of(),
                true,
                true),
            TestFacts.PLATFORM));
    staged(ALL, "kcore");
    assertThat(checks("refused")).containsExactly("kexec-load-disabled", "quick-region");
  }

  @Test
  void refusesToGoWithoutVerificationUnlessThisHostAllowsIt() throws Exception {
    staged(ALL, "none");
    assertThat(checks("refused")).containsExactly("quick-region", "verification");
    unverified = true;
    staged(ALL, "none");
    assertThat(method("staged")).isEqualTo("reserved");
  }

  @Test
  void refusesQuickOnAKernelThatDoesNotKnowTheFlag() throws Exception {
    host.facts(TestFacts.withMemory(WITH_BOTH));
    staged("\"quick\"", "kcore");
    assertThat(checks("refused")).containsExactly("kernel-load");
    assertThat(system.calls()).as("never by trying a load").containsExactly("unload QUICK");
  }

  @Test
  void findsOutThatAQuickLoadWasAnOrdinaryOne() throws Exception {
    host.facts(TestFacts.withMemory(WITH_BOTH));
    system.takeQuickForNormal();
    initrd = LARGE;
    staged("\"quick\"", "none", true);
    assertThat(checks("refused")).containsExactly("quick-region");
    assertThat(refusal().get("found").getAsString()).contains("MiB of the other memory");
    assertThat(system.loaded(Target.QUICK)).isFalse();
  }

  @Test
  void refusesAQuickRegionThatIsTooSmall() throws Exception {
    host.facts(TestFacts.withMemory(WITH_BOTH.replace("1fffffff : Q", "181fffff : Q")));
    system.withQuickRegion(QUICK);
    staged("\"quick\"", "kcore");
    assertThat(checks("refused")).containsExactly("quick-region");
    assertThat(system.calls()).doesNotContain("load QUICK");
  }

  @Test
  void refusesAQuickRegionThatIsGoneSinceStaging() throws Exception {
    AgentLoop loop = stagedQuick();
    host.facts(TestFacts.fit());
    execute(loop, "\"quick\"", "kcore");
    assertThat(checks("refused")).containsExactly("quick-region", "same-region");
    assertThat(system.calls()).doesNotContain("reboot");
  }

  @Test
  void findsBytesThatWereOverwrittenInTheQuickRegionAndUnloads() throws Exception {
    AgentLoop loop = stagedQuick();
    system.corrupt(QUICK.start() + (2 << 20) + 5);
    execute(loop, "\"quick\"", "kcore");
    assertThat(checks("refused")).containsExactly("slot");
    assertThat(system.loaded(Target.QUICK)).isFalse();
    assertThat(Journal.open(state).execution()).isEmpty();
  }

  @Test
  void entersByQuickWithNothingToCopy() throws Exception {
    AgentLoop loop = stagedQuick();
    assertThat(method("staged")).isEqualTo("quick");
    assertThat(system.loaded(Target.QUICK)).isFalse();
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class)
        .isThrownBy(() -> execute(loop, "\"quick\"", "kcore"));
    assertThat(system.calls()).endsWith("unload QUICK", "load QUICK", "sync", "reboot");
    assertThat(system.calls()).doesNotContain("load NORMAL", "load CRASH");
    assertThat(commandLineAt(QUICK.end() - (1 << 20) + 0x2000)).endsWith("fleetfoot.exec=fx-1");
    assertThat(method("executing")).isEqualTo("quick");
  }

  @Test
  void leavesTheStartOfTheQuickRegionToTheKernel() throws Exception {
    stagedQuick();
    ByteBuffer start = ByteBuffer.allocate(1 << 20);
    system.physicalMemory().read(QUICK.start(), start);
    assertThat(start.array()).as("its own control pages").containsOnly(0, 0xc7);
  }

  @ParameterizedTest
  @CsvSource({"quick", "reserved"})
  void stagesALargeInitrdLoadByLoadAndEntersWhatItStaged(String method) throws Exception {
    host.facts(TestFacts.withMemory(WITH_BOTH));
    system.withQuickRegion(QUICK);
    initrd = LARGE.clone();
    new Random(5).nextBytes(initrd);
    AgentLoop loop = staged("\"" + method + "\"", "kcore");
    String target = method.equals("quick") ? "QUICK" : "CRASH";
    assertThat(system.calls())
        .as("nothing is loaded while the next bytes are read")
        .filteredOn(call -> call.endsWith(target))
        .endsWith("load " + target, "unload " + target, "load " + target, "unload " + target);
    assertNothingIsLoaded();
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class)
        .isThrownBy(() -> execute(loop, "\"" + method + "\"", "kcore"));
  }

  @Test
  void stagesInOneLoadWhereTheKernelCountsThem() throws Exception {
    host.facts(
        TestFacts.with(
            new KexecFacts(
                true,
                false,
                false,
                OptionalLong.of(3),
                OptionalLong.of(5),
                "none",
                Set.of(),
                true,
                true),
            TestFacts.PLATFORM));
    initrd = LARGE;
    staged("\"reserved\"", "kcore");
    assertThat(system.calls()).containsExactly("unload CRASH", "load CRASH", "unload CRASH");
    assertThat(method("staged")).isEqualTo("reserved");
  }

  @Test
  void takesReservedWhereQuickIsNone() throws Exception {
    staged(ALL, "kcore");
    assertThat(method("staged")).isEqualTo("reserved");
  }

  @Test
  void entersUnderThePurgatorysCheckWithoutReadingBack() throws Exception {
    AgentLoop loop = staged("\"reserved\"", "purgatory");
    system.corrupt(CRASH.start() + (2 << 20) + 7);
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class)
        .as("the launcher finds it, where nothing else runs any more")
        .isThrownBy(() -> execute(loop, "\"reserved\"", "purgatory"));
  }

  @ParameterizedTest
  @CsvSource({
    "61, kernel-signature, ENODATA, is not signed",
    "65, kernel-signature, ENOPKG, lacks the algorithm",
    "129, kernel-signature, EKEYREJECTED, no key that this host trusts",
    "126, kernel-signature, ENOKEY, no key that this host trusts",
    "1, kernel-load, EPERM, a security module",
    "8, kernel-load, ENOEXEC, use a bzImage",
    "38, kernel-load, ENOSYS, CONFIG_KEXEC_FILE",
  })
  void tellsApartWhyAFileIsRefused(int errno, String check, String name, String remedy)
      throws Exception {
    system.refuseFilesWith(errno);
    staged("\"file\"", "kcore");
    assertThat(checks("refused")).containsExactly(check);
    assertThat(refusal().get("found").getAsString()).endsWith("= " + name);
    assertThat(refusal().get("remedy").getAsString()).contains(remedy);
    assertThat(system.loaded(Target.NORMAL)).isFalse();
  }

  @Test
  void takesNormalWhereTheFileIsNotAccepted() throws Exception {
    host.facts(TestFacts.withMemory("00100000-3fffffff : System RAM\n"));
    system.refuseFilesWith(129);
    staged(ALL, "kcore");
    assertThat(method("staged")).isEqualTo("normal");
  }

  @Test
  void hasFailedAndNotRefusedWhileTheTriedImageCannotBeUnloaded() throws Exception {
    system.refuseUnloadsWith(1);
    AgentLoop loop = staged("\"file\"", "kcore");
    assertThat(report("failed").get("reason").getAsString())
        .contains("= EPERM")
        .endsWith("what was done could not be taken back at once, which is tried again");
    system.refuseUnloadsWith(0);
    loop.tick();
    assertThat(system.loaded(Target.NORMAL)).isFalse();
  }

  @Test
  void triesAFileAtStagingAndLoadsItAgainAtTheEnd() throws Exception {
    AgentLoop loop = staged("\"file\"", "kcore");
    assertThat(system.calls()).containsExactly("load FILE", "unload NORMAL");
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class)
        .isThrownBy(() -> execute(loop, "\"file\"", "kcore"))
        .withMessageMatching("jumped to console=ttyS0 .* fleetfoot.exec=fx-1");
    assertThat(method("executing")).isEqualTo("file");
  }

  @ParameterizedTest
  @CsvSource({
    "quick, load QUICK",
    "reserved, load CRASH",
    "file, load FILE without initrd",
    "normal, load NORMAL"
  })
  void goesTheWholeWayWithAKernelThatNeedsNoInitrd(String method, String load) throws Exception {
    host.facts(TestFacts.withMemory(WITH_BOTH));
    system.withQuickRegion(QUICK);
    initrd = new byte[0];
    String methods = "\"" + method + "\"";
    AgentLoop loop = staged(methods, "kcore");
    assertThat(method("staged")).isEqualTo(method);
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class)
        .isThrownBy(() -> execute(loop, methods, "kcore"));
    assertThat(system.calls()).contains(load).endsWith("sync", "reboot");
  }

  @Test
  void tellsAKernelThatNeedsNoInitrdOfNone() throws Exception {
    host.facts(TestFacts.withMemory(WITH_BOTH));
    system.withQuickRegion(QUICK);
    initrd = new byte[0];
    AgentLoop loop = staged("\"quick\"", "kcore");
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class)
        .isThrownBy(() -> execute(loop, "\"quick\"", "kcore"));
    ByteBuffer page = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    system.physicalMemory().read(QUICK.end() - (1 << 20) + 0x1000, page);
    assertThat(page.getInt(0x218)).as("ramdisk_image").isZero();
    assertThat(page.getInt(0x21c)).as("ramdisk_size").isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "6.17.0-1-amd64, 64, true, load FILE outside of CMA",
    "7.0.2, 64, true, load FILE outside of CMA",
    "6.17.0-1-amd64, 0, true, load FILE",
    "6.16.9, 64, true, load FILE",
    "5.20, 64, true, load FILE",
    "custom, 64, true, load FILE",
  })
  void movesNobodyOutOfCmaForATrial(String running, long mebibytes, boolean knows, String load)
      throws Exception {
    host.facts(TestFacts.running(running));
    system.haveContiguousMemory(mebibytes << 20, knows);
    AgentLoop loop = staged("\"file\"", "kcore");
    assertThat(system.calls()).containsExactly(load, "unload NORMAL");
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class)
        .isThrownBy(() -> execute(loop, "\"file\"", "kcore"));
    assertThat(system.calls()).as("in CMA nothing has to be copied").contains("load FILE");
  }

  @Test
  void triesAFileAnywhereWhereTheFlagIsNotKnown() throws Exception {
    host.facts(TestFacts.running("6.17.0-vendor"));
    system.haveContiguousMemory(64 << 20, false);
    staged("\"file\"", "kcore");
    assertThat(method("staged")).isEqualTo("file");
    assertThat(system.calls())
        .containsExactly("load FILE outside of CMA", "load FILE", "unload NORMAL");
  }

  @ParameterizedTest
  @CsvSource({
    "quick, 1, EPERM", "quick, 12, ENOMEM", "quick, 16, EBUSY",
    "reserved, 1, EPERM", "reserved, 12, ENOMEM", "reserved, 16, EBUSY",
    "file, 1, EPERM", "file, 12, ENOMEM", "file, 16, EBUSY",
  })
  void leavesTheHostAsItWasWhenTheLoadAtStagingFails(String method, int errno, String name)
      throws Exception {
    host.facts(TestFacts.withMemory(WITH_BOTH));
    system.withQuickRegion(QUICK);
    refuseLoads(method, errno);
    staged("\"" + method + "\"", "kcore");
    if (name.equals("EBUSY")) {
      assertThat(report("failed").get("reason").getAsString())
          .endsWith("= EBUSY; nothing is loaded, the host is as it was");
    } else {
      assertThat(checks("refused")).containsExactly("kernel-load");
      assertThat(refusal().get("found").getAsString()).endsWith("= " + name);
    }
    assertNothingIsLoaded();
  }

  @ParameterizedTest
  @CsvSource({
    "quick, 1, EPERM", "quick, 12, ENOMEM", "quick, 16, EBUSY",
    "reserved, 1, EPERM", "reserved, 12, ENOMEM", "reserved, 16, EBUSY",
    "file, 1, EPERM", "file, 12, ENOMEM", "file, 16, EBUSY",
  })
  void leavesTheHostAsItWasWhenTheLastLoadFails(String method, int errno, String name)
      throws Exception {
    host.facts(TestFacts.withMemory(WITH_BOTH));
    system.withQuickRegion(QUICK);
    AgentLoop loop = staged("\"" + method + "\"", "kcore");
    refuseLoads(method.equals("reserved") ? "normal" : method, errno);
    execute(loop, "\"" + method + "\"", "kcore");
    assertThat(report("failed").get("reason").getAsString())
        .contains("= " + name)
        .endsWith("what was loaded was unloaded, the host is as it was");
    assertNothingIsLoaded();
    assertThat(Journal.open(state).execution()).isEmpty();
    assertThat(system.calls()).doesNotContain("reboot");
  }

  @Test
  void refusesAReservedRegionThatIsGoneSinceStaging() throws Exception {
    AgentLoop loop = staged("\"reserved\"", "kcore");
    host.facts(TestFacts.withMemory("00100000-3fffffff : System RAM\n"));
    execute(loop, "\"reserved\"", "kcore");
    assertThat(checks("refused")).contains("reserved-region", "same-region");
    assertNothingIsLoaded();
  }

  @Test
  void leavesTheCrashImageToKdumpThatItsUdevRuleHasLoadedOverTheSlot() throws Exception {
    AgentLoop loop = staged("\"reserved\"", "kcore");
    kdumpLoads();
    host.facts(TestFacts.with(CRASH_LOADED, TestFacts.PLATFORM));
    execute(loop, "\"reserved\"", "kcore");
    assertThat(checks("refused")).containsExactly("crash-image");
    assertThat(system.loaded(Target.CRASH)).as("it is kdump's").isTrue();
    assertThat(system.loaded(Target.NORMAL)).isFalse();
    assertThat(system.calls()).doesNotContain("load NORMAL", "reboot");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void findsASlotThatKdumpHasWrittenToWhateverItHasLeftLoaded(boolean unloaded) throws Exception {
    AgentLoop loop = staged("\"reserved\"", "kcore");
    kdumpLoads();
    if (unloaded) {
      system.unload(Target.CRASH);
    }
    // the rule may fire after the kernel was asked whether a crash image is loaded
    execute(loop, "\"reserved\"", "kcore");
    assertThat(checks("refused")).containsExactly("slot");
    assertThat(system.loaded(Target.CRASH)).isEqualTo(!unloaded);
    assertThat(system.loaded(Target.NORMAL)).isFalse();
    assertThat(system.calls()).doesNotContain("load NORMAL", "reboot");
  }

  /** What 50-kdump-tools.rules does when a memory block or a processor comes or goes. */
  private void kdumpLoads() {
    ByteBuffer crashKernel = ByteBuffer.allocateDirect(8192);
    crashKernel.put(0, (byte) 0x6b);
    AddressRange place = AddressRange.ofSize(CRASH.start() + (2 << 20), 8192);
    system.load(Target.CRASH, CRASH.start(), List.of(new Segment(crashKernel, place)));
  }

  private void refuseLoads(String method, int errno) {
    switch (method) {
      case "quick" -> system.refuseLoadsWith(Target.QUICK, errno);
      case "reserved" -> system.refuseLoadsWith(Target.CRASH, errno);
      case "normal" -> system.refuseLoadsWith(Target.NORMAL, errno);
      default -> system.refuseFilesWith(errno);
    }
  }

  private void assertNothingIsLoaded() {
    assertThat(system.loaded(Target.NORMAL)).isFalse();
    assertThat(system.loaded(Target.QUICK)).isFalse();
    assertThat(system.loaded(Target.CRASH)).isFalse();
    assertThat(host.allScratchGivenBack()).isTrue();
  }

  @Test
  void takesAFileUnderLockdown() throws Exception {
    host.facts(
        TestFacts.with(
            new KexecFacts(
                true,
                false,
                false,
                OptionalLong.empty(),
                OptionalLong.empty(),
                "integrity",
                Set.of(),
                true,
                true),
            TestFacts.PLATFORM));
    staged(ALL, "kcore");
    assertThat(method("staged")).isEqualTo("file");
  }

  @Test
  void refusesAVmlinuxAsAFile() throws Exception {
    stage(SyntheticKernel.vmlinux("6.98.0-elf", 0, 0), "6.98.0-elf", "\"file\"", "kcore");
    assertThat(checks("refused")).containsExactly("kernel-image");
    assertThat(system.calls()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"\"file\"", "\"normal\""})
  void findsFilesThatChangedSinceStagingAndLoadsNothing(String methods) throws Exception {
    AgentLoop loop = staged(methods, "kcore");
    Path cached = state.resolve("cache").resolve(StubService.sha256(initrd));
    byte[] bytes = Files.readAllBytes(cached);
    bytes[17]++;
    Files.write(cached, bytes);
    execute(loop, methods, "kcore");
    assertThat(checks("refused")).containsExactly("source-files");
    assertThat(system.loaded(Target.NORMAL)).isFalse();
    assertThat(system.calls()).doesNotContain("reboot");
  }

  @Test
  void findsAKernelThatChangedAfterItWasUnpacked() throws Exception {
    AgentLoop loop = staged("\"normal\"", "kcore");
    Path unpacked = state.resolve("cache").resolve(StubService.sha256(KERNEL) + ".vmlinux");
    byte[] bytes = Files.readAllBytes(unpacked);
    bytes[0x1100]++;
    Files.write(unpacked, bytes);
    execute(loop, "\"normal\"", "kcore");
    assertThat(checks("refused")).containsExactly("source-files");
  }

  @Test
  void entersByAnOrdinaryLoadOutsideOfEveryRegion() throws Exception {
    host.facts(TestFacts.withMemory(WITH_BOTH));
    AgentLoop loop = staged("\"normal\"", "kcore");
    assertThat(system.calls()).as("asked, not loaded").containsExactly("unload NORMAL");
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class)
        .isThrownBy(() -> execute(loop, "\"normal\"", "kcore"));
    assertThat(system.calls()).endsWith("load NORMAL", "sync", "reboot");
    assertThat(host.allScratchGivenBack()).isTrue();
    byte[] region = new byte[1 << 20];
    system.physicalMemory().read(CRASH.start(), ByteBuffer.wrap(region));
    assertThat(region).containsOnly(0);
  }

  @ParameterizedTest
  @CsvSource({"1, EPERM", "12, ENOMEM", "16, EBUSY"})
  void reportsALoadThatFailsAtTheEndAndLeavesNothing(int errno, String name) throws Exception {
    AgentLoop loop = staged("\"normal\"", "kcore");
    system.refuseLoadsWith(Target.NORMAL, errno);
    execute(loop, "\"normal\"", "kcore");
    assertThat(report("failed").get("reason").getAsString()).contains("= " + name);
    assertThat(system.loaded(Target.NORMAL)).isFalse();
    assertThat(host.allScratchGivenBack()).isTrue();
    assertThat(Journal.open(state).execution()).isEmpty();
  }

  @Test
  void refusesAnOrdinaryLoadWithoutTheMemoryForIt() throws Exception {
    initrd = LARGE;
    var small = new FakeKexecSystem(new AddressRange(0, 30L << 20), CRASH);
    AgentLoop loop = loop(small);
    assign("stage", "\"rebootId\": \"r-1\"", KERNEL, "6.99.0-test", "\"normal\"", "kcore");
    loop.tick();
    assertThat(checks("refused")).containsExactly("memory");
    assertThat(small.calls()).isEmpty();
  }

  @Test
  void rebootsByTheFirmwareWithoutAKernelImage() throws Exception {
    assignPlain("stage", "");
    AgentLoop loop = loop(system);
    loop.tick();
    assertThat(method("staged")).isEqualTo("firmware");
    assignPlain("execute", token(Optional.empty()) + ",");
    assertThatExceptionOfType(FakeDeparture.Restarted.class).isThrownBy(loop::tick);
    assertThat(method("executing")).isEqualTo("firmware");
    assertThat(system.calls()).containsExactly("sync");
    assertThat(Journal.open(state).execution().orElseThrow().method()).isEqualTo("firmware");
  }

  @Test
  void refusesAPlainRebootFromAContainerOfItsOwn() throws Exception {
    host.facts(
        TestFacts.with(
            new KexecFacts(
                false,
                false,
                true,
                OptionalLong.empty(),
                OptionalLong.empty(),
                "integrity",
                Set.of("CAP_SYS_RAWIO"),
                false,
                false),
            TestFacts.PLATFORM));
    assignPlain("stage", "");
    loop(system).tick();
    assertThat(checks("refused")).containsExactly("privileges");
  }

  @Test
  void tellsTheBootLoaderWhichInstalledKernelToStartOnce() throws Exception {
    FakeBootFiles grub = grub();
    AgentLoop loop = staged("\"firmware\"", "kcore");
    assertThat(grub.commands()).as("not before the reboot").isEmpty();
    assertThat(service.ranges()).as("it is installed: nothing is fetched").isEmpty();
    assertThatExceptionOfType(FakeDeparture.Restarted.class)
        .isThrownBy(() -> execute(loop, "\"firmware\"", "kcore"));
    assertThat(grub.commands()).containsExactly("grub-reboot gnulinux-six");
  }

  @Test
  void tellsTheBootLoaderNothingBeforeTheServiceHasAgreed() throws Exception {
    FakeBootFiles grub = grub();
    AgentLoop loop = staged("\"firmware\"", "kcore");
    service.answerReports(409);
    execute(loop, "\"firmware\"", "kcore");
    assertThat(grub.commands()).isEmpty();
    assertThat(system.calls()).isEmpty();
  }

  @Test
  void takesItBackAfterItsOwnDeath() throws Exception {
    FakeBootFiles grub = grub();
    AgentLoop loop = staged("\"firmware\"", "kcore");
    assertThatExceptionOfType(FakeDeparture.Restarted.class)
        .isThrownBy(() -> execute(loop, "\"firmware\"", "kcore"));
    loop(system);
    assertThat(grub.commands()).endsWith("grub-editenv - unset next_entry");
    int commands = grub.commands().size();
    loop(system);
    assertThat(grub.commands()).as("once").hasSize(commands);
  }

  @Test
  void reportsABootLoaderThatCannotBeTold() throws Exception {
    FakeBootFiles grub = grub();
    AgentLoop loop = staged("\"firmware\"", "kcore");
    grub.breakCommands();
    execute(loop, "\"firmware\"", "kcore");
    assertThat(report("failed").get("reason").getAsString()).contains("ended with status 1");
    assertThat(grub.commands()).endsWith("grub-editenv - unset next_entry");
  }

  @Test
  void refusesTheFirmwareForAKernelThatIsNotInstalled() throws Exception {
    staged("\"firmware\"", "kcore");
    assertThat(checks("refused")).containsExactly("boot-entry");
  }

  @Test
  void refusesTheFirmwareWhereKexecToolsTakeEveryReboot() throws Exception {
    grub().with("/etc/init.d/kexec-load", "").with("/etc/default/kexec", "LOAD_KEXEC=true\n");
    staged("\"firmware\"", "kcore");
    assertThat(checks("refused")).containsExactly("firmware-reboot");
  }

  private AgentLoop stagedQuick() throws Exception {
    host.facts(TestFacts.withMemory(WITH_BOTH));
    system.withQuickRegion(QUICK);
    return staged("\"quick\"", "kcore");
  }

  private FakeBootFiles grub() {
    FakeBootFiles files =
        new FakeBootFiles()
            .with("/usr/sbin/update-grub", "")
            .with("/etc/default/grub", "")
            .with("/boot/grub/grubenv", "")
            .with("/boot/grub/grub.cfg", MENU);
    host.bootFiles(files);
    return files;
  }

  private AgentLoop staged(String methods, String verification) throws Exception {
    return staged(methods, verification, unverified);
  }

  private AgentLoop staged(String methods, String verification, boolean allowed) throws Exception {
    unverified = allowed;
    return stage(KERNEL, "6.99.0-test", methods, verification);
  }

  private AgentLoop stage(byte[] kernel, String release, String methods, String verification)
      throws Exception {
    assign("stage", "\"rebootId\": \"r-1\"", kernel, release, methods, verification);
    AgentLoop loop = loop(system);
    loop.tick();
    return loop;
  }

  private void execute(AgentLoop loop, String methods, String verification) throws Exception {
    String manifest = TestManifests.verified(manifest(KERNEL, "6.99.0-test")).sha256();
    assign(
        "execute",
        "\"rebootId\": \"r-1\", " + token(Optional.of(manifest)),
        KERNEL,
        "6.99.0-test",
        methods,
        verification);
    loop.tick();
  }

  private static String token(Optional<String> manifest) {
    return """
        "execToken": {"execId": "fx-1", "hostId": "h-1", "bootId": "%s"%s}
        """
        .formatted(
            TestFacts.BOOT_ID, manifest.map(m -> ", \"manifestSha256\": \"" + m + "\"").orElse(""));
  }

  private void assign(
      String kind, String ids, byte[] kernel, String release, String methods, String verification) {
    service.assign(
        """
        {"kind": "%s", %s, "kernelImage": {"id": "i-1", "manifest": %s},
         "policy": {"methods": [%s], "verification": "%s"}}
        """
            .formatted(
                kind, ids, TestManifests.signed(manifest(kernel, release)), methods, verification));
  }

  private void assignPlain(String kind, String token) {
    service.assign(
        """
        {"kind": "%s", "rebootId": "r-1", %s "policy": {"methods": ["firmware"], "verification": "none"}}
        """
            .formatted(kind, token));
  }

  private Manifest manifest(byte[] kernel, String release) {
    return TestManifests.of(
        release,
        new Blob(service.keep(kernel), kernel.length),
        initrd.length == 0
            ? Optional.empty()
            : Optional.of(new Blob(service.keep(initrd), initrd.length)));
  }

  private AgentLoop loop(FakeKexecSystem kernel) throws IOException {
    var nanos = new AtomicLong();
    return new AgentLoop(
        new AgentLoop.Surroundings(
            host,
            kernel,
            new FakeDeparture(kernel),
            new RecordedGuard(),
            service.client(Duration.ofSeconds(10)),
            duration -> {},
            InstantSource.fixed(TestManifests.NOW),
            () -> nanos.addAndGet(1_000_000),
            new Random(7),
            new IgnoredEvents(),
            new FakeCheckup()),
        new AgentLoop.Settings(
            state,
            TestManifests.pin(state.resolve("keys"), TestManifests.KEY),
            new JoinToken(Optional.of("jt"), Optional.empty()),
            Map.of(),
            Duration.ofSeconds(1),
            "1",
            0,
            new LoadSettings("Quick kexec", unverified),
            false));
  }

  private String method(String kind) {
    return report(kind).get("method").getAsString();
  }

  private List<String> checks(String kind) {
    List<String> checks = new ArrayList<>();
    report(kind)
        .getAsJsonArray("refusals")
        .forEach(one -> checks.add(one.getAsJsonObject().get("check").getAsString()));
    return checks;
  }

  private JsonObject refusal() {
    return report("refused").getAsJsonArray("refusals").get(0).getAsJsonObject();
  }

  private JsonObject report(String kind) {
    return service.reports().stream()
        .filter(report -> report.get("kind").getAsString().equals(kind))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " in " + service.reports()));
  }

  private String commandLineAt(long address) {
    ByteBuffer page = ByteBuffer.allocate(4096);
    system.physicalMemory().read(address, page);
    String text = new String(page.array(), StandardCharsets.US_ASCII);
    return text.substring(0, text.indexOf('\0'));
  }
}
