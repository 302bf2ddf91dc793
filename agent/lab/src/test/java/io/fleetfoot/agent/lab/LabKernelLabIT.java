package io.fleetfoot.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fleetfoot.agent.lab.GuestMachine.Clock;
import io.fleetfoot.agent.lab.GuestMachine.Reset;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What needs a kernel with quick kexec, and what the launcher does with a damaged slot. */
@Timeout(1800)
class LabKernelLabIT {

  private static final Checkout CHECKOUT = new Checkout(LabTest.checkout());
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String WITHOUT_REGION = Bench.COMMAND_LINE.replace(" quickkexec=128M", "");

  @SuppressWarnings("NullAway.Init")
  private static PatchedKernel kernel;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @BeforeAll
  static void kernel() {
    Optional<PatchedKernel> built = PatchedKernel.build(CHECKOUT);
    assumeTrue(built.isPresent(), "no lab kernel: FLEETFOOT_LAB_KERNEL=skip");
    kernel = built.orElseThrow();
  }

  @Test
  void entersTheNextKernelFromEitherRegionByEitherVerification() throws IOException {
    List<String> hops =
        List.of(
            hop("quick kcore"),
            hop("reserved kcore"),
            hop("quick purgatory"),
            hop("reserved purgatory"));
    List<String> boots = boots(run(hops, Reset.ENDS, Bench.COMMAND_LINE));
    assertThat(boots).hasSize(5);
    assertThat(boots.subList(1, 5)).allSatisfy(boot -> assertThat(boot).contains("by launcher"));
    assertThat(boots.subList(1, 5))
        .allSatisfy(boot -> assertThat(KexecStamps.parse(boot)).isPresent());
  }

  @Test
  void resetsIntoTheOldKernelWhenABitOfTheSlotIsWrong() throws IOException {
    GuestMachine machine = machine(List.of(hop("quick purgatory") + " flip"));
    List<String> said = machine.run(Clock.TSC, Reset.BOOTS, Bench.COMMAND_LINE, LIMIT, line -> {});
    assertThat(said).anyMatch(line -> line.startsWith("flipped a bit at 0x"));
    assertThat(machine.console()).contains("is not what was staged, resetting");
    assertThat(boots(said)).hasSize(2).allMatch(boot -> boot.contains("entered-by firmware"));
  }

  @Test
  void entersADamagedSlotWhenNothingIsVerified() throws IOException {
    // the control of the test above: the flipped bit lies in the ballast, which nothing reads
    List<String> said = run(List.of(hop("quick none") + " flip"), Reset.BOOTS, Bench.COMMAND_LINE);
    assertThat(boots(said)).hasSize(2);
    assertThat(boots(said).get(1)).contains("entered-by launcher");
  }

  @Test
  void refusesWhatLiesOutsideOfTheRegionAndDropsTheOldImageFirst() throws IOException {
    assertThat(run(List.of("quick-errors"), Reset.ENDS, Bench.COMMAND_LINE))
        .containsSubsequence(
            "unload 0",
            "unload with flag 1 22", // EINVAL
            "unload with flag 2 22",
            "unload with flag 4 22",
            "unload with flag 8 22",
            "page inside 0",
            "loaded 1",
            "page before 99", // EADDRNOTAVAIL
            "loaded after a failed load 0",
            "page behind 99",
            "entry behind 99",
            "unload at the end 0");
  }

  @Test
  void refusesEveryQuickLoadWithoutARegion() throws IOException {
    assertThat(run(List.of("quick-errors"), Reset.ENDS, WITHOUT_REGION))
        .containsSubsequence(
            "region none",
            "unload 19", // ENODEV
            "page inside 19",
            "loaded 0",
            "unload at the end 19");
  }

  private static String hop(String how) {
    return "hop " + how + " /host/vmlinuz /host/initrd";
  }

  private List<String> run(List<String> plan, Reset reset, String commandLine) throws IOException {
    return machine(plan).run(Clock.TSC, reset, commandLine, LIMIT, line -> {});
  }

  private GuestMachine machine(List<String> plan) throws IOException {
    Path initrd = directory.resolve("initrd");
    IncompressibleInitrd.write(initrd, 8, kernel.kernel().initrd());
    return GuestMachine.make(directory, CHECKOUT, kernel, LabTest.image().root(), initrd, plan);
  }

  private static List<String> boots(List<String> said) {
    return said.stream().filter(line -> line.startsWith("boot ")).toList();
  }
}
