package io.fleetfoot.agent.kexec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.agent.image.BootParams;
import io.fleetfoot.agent.image.BzImage;
import io.fleetfoot.agent.image.EfiRuntime;
import io.fleetfoot.agent.image.KernelFootprint;
import io.fleetfoot.agent.image.SetupData;
import io.fleetfoot.agent.image.testing.SyntheticKernel;
import io.fleetfoot.agent.memory.AddressRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LauncherTest {

  private static final long WINDOW = 0x1_0ff0_0000L;
  private static final KexecPlan PLAN = plan();
  private static final BootParams BOOT_PARAMS =
      BootParams.of(BzImage.parse(ByteBuffer.wrap(SyntheticKernel.bzImage(new byte[8]))));
  private static final LauncherRecord RECORD =
      new LauncherRecord(new SetupData(0x464c4654, new byte[60]), 16, 24);

  @Test
  void refusesCommandLineLongerThanTheKernelTakes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> assemble("x".repeat(2048)))
        .withMessageContaining("2048 characters, the kernel takes 2047");
  }

  @Test
  void refusesCommandLineThatIsNotPrintableAscii() {
    assertThatIllegalArgumentException().isThrownBy(() -> assemble("quiet\nroot=/dev/vda"));
    assertThatIllegalArgumentException().isThrownBy(() -> assemble("quiet ä"));
  }

  @Test
  void refusesMorePagesThanPlanned() {
    SetupData large = new SetupData(4, new byte[29 * 4096]);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Launcher.assemble(
                    PLAN.layout(),
                    PLAN.entry(),
                    BOOT_PARAMS,
                    "quiet",
                    RECORD,
                    List.of(large),
                    Optional.empty(),
                    Optional.empty()))
        .withMessageContaining("takes 33 pages, at most 32");
  }

  @Test
  void refusesStampsOutsideOfTheRecord() {
    SetupData node = new SetupData(1, new byte[31]);
    assertThatIllegalArgumentException().isThrownBy(() -> new LauncherRecord(node, 16, 24));
    assertThatIllegalArgumentException().isThrownBy(() -> new LauncherRecord(node, -1, 16));
  }

  @Test
  void liesAtTheStartOfTheLauncherWindow() {
    Launcher launcher = assemble("quiet");
    assertThat(launcher.entry()).isEqualTo(WINDOW);
    assertThat(launcher.segments())
        .singleElement()
        .satisfies(
            s -> assertThat(s.destination()).isEqualTo(AddressRange.ofSize(WINDOW, 4 * 4096)));
  }

  @Test
  void stampsTheRecordAndJumpsToTheKernel() {
    byte[] code = new byte[62];
    image(assemble("quiet")).get(0, code);
    assertThat(HexFormat.of().formatHex(code))
        .isEqualTo(
            "fafc" // cli; cld
                + "0f3148c1e2204809d0" // rdtsc; shl $32, %rdx; or %rdx, %rax
                + "48a32030f00f01000000" // mov %rax, record + 16
                + "48be0010f00f01000000" // mov $boot_params, %rsi
                + "0f3148c1e2204809d0"
                + "48a32830f00f01000000" // mov %rax, record + 24
                + "48b9530b000001000000" // mov $entry, %rcx
                + "ffe1"); // jmp *%rcx
  }

  @Test
  void comparesTheSlotBetweenItsStampsAndJumpsOnlyIfItIsTheSame() {
    byte[] code = new byte[94];
    image(checked("quiet")).get(0, code);
    String all = HexFormat.of().formatHex(code);
    assertThat(all)
        .startsWith(
            "fafc"
                + "0f3148c1e2204809d0"
                + "48a32030f00f01000000"
                + "48bf0002f00f01000000" // mov $table, %rdi
                + "be04000000" // mov $4, %esi
                + "e8") // call compare
        .contains("4885c00f85") // test %rax, %rax; jnz failed
        .contains("48be0010f00f01000000" + "0f3148c1e2204809d0");
    assertThat(all.indexOf("4885c00f85")).isLessThan(all.indexOf("48be0010f00f01000000"));
  }

  @Test
  void comparesWhatItTellsTheKernelButNotTheRecordItStamps() {
    ByteBuffer image = image(checked("quiet"));
    assertThat(image.getLong(0x200)).isEqualTo(PLAN.layout().kernel().start());
    assertThat(image.getLong(0x200 + 40)).isEqualTo(PLAN.layout().initrd().orElseThrow().start());
    assertThat(image.getLong(0x200 + 80)).as("boot_params").isEqualTo(WINDOW + 0x1000);
    assertThat(image.getLong(0x200 + 88)).as("and command line").isEqualTo(0x2000 / 24);
    assertThat(image.getLong(0x200 + 120)).as("seed").isEqualTo(WINDOW + 0x3050);
  }

  @Test
  void pointsBootParamsToCommandLineInitrdAndNodes() {
    ByteBuffer image = image(assemble("quiet panic=10"));
    assertThat(image.getInt(0x1000 + 0x228)).isEqualTo(0x0ff02000);
    assertThat(image.getInt(0x1000 + 0x0c8)).isEqualTo(1);
    assertThat(image.getInt(0x1000 + 0x218))
        .isEqualTo((int) PLAN.layout().initrd().orElseThrow().start());
    assertThat(image.getInt(0x1000 + 0x21c)).isEqualTo(5000);
    assertThat(image.getLong(0x1000 + 0x250)).isEqualTo(WINDOW + 0x3000);
    byte[] commandLine = new byte[15];
    image.get(0x2000, commandLine);
    assertThat(commandLine).isEqualTo("quiet panic=10\0".getBytes(US_ASCII));
  }

  @Test
  void chainsTheRecordFirstAndTheSeedBehindIt() {
    ByteBuffer image = image(assemble("quiet"));
    assertThat(image.getLong(0x3000)).isEqualTo(WINDOW + 0x3050);
    assertThat(image.getInt(0x3008)).isEqualTo(0x464c4654);
    assertThat(image.getInt(0x300c)).isEqualTo(60);
    assertThat(image.getLong(0x3050)).isZero();
    assertThat(image.getInt(0x3058)).isEqualTo(9);
    assertThat(image.getInt(0x305c)).isEqualTo(32);
    byte[] seed = new byte[32];
    image.get(0x3060, seed);
    byte[] wanted = new byte[32];
    new Random(5).nextBytes(wanted);
    assertThat(seed).isEqualTo(wanted);
  }

  @Test
  void tellsOfEfiOnlyTogetherWithItsMap() {
    var region = new EfiRuntime.Descriptor(5, 0x1000, 0xffff0000, 2, 15);
    var efi = new EfiRuntime(0x7f5ec018, 2, 3, 4, 5, List.of(region));
    ByteBuffer image =
        image(
            Launcher.assemble(
                PLAN.layout(),
                PLAN.entry(),
                BOOT_PARAMS,
                "quiet",
                RECORD,
                List.of(SetupData.seed(new Random(5))),
                Optional.of(efi),
                Optional.empty()));
    long node = image.getLong(0x3000);
    assertThat(image.getInt((int) (node - WINDOW) + 8)).as("SETUP_EFI").isEqualTo(4);
    long map =
        Integer.toUnsignedLong(image.getInt(0x1000 + 0x1d0))
            | (long) image.getInt(0x1000 + 0x1dc) << 32;
    assertThat(map).as("efi_memmap").isEqualTo(node + 16 + 96);
    assertThat(image.getInt((int) (map - WINDOW))).as("type of the region").isEqualTo(5);
    assertThat(image.getLong((int) (map - WINDOW) + 8)).as("its address").isEqualTo(0x1000);
    long seed = image.getLong((int) (node - WINDOW));
    assertThat(image.getInt((int) (seed - WINDOW) + 8)).as("SETUP_RNG_SEED").isEqualTo(9);
  }

  @Test
  void tellsNothingOfEfiWithoutItsMap() {
    ByteBuffer image = image(assemble("quiet"));
    for (int at = 0x1c0; at < 0x1e0; at += 4) {
      assertThat(image.getInt(0x1000 + at)).as("efi_info at 0x%x", at).isZero();
    }
  }

  @Test
  void keepsNothingOnceItIsWiped() {
    Launcher launcher = assemble("quiet");
    launcher.wipe();
    ByteBuffer image = image(launcher);
    while (image.hasRemaining()) {
      assertThat(image.get()).isZero();
    }
  }

  @Test
  void wipesTheSeed() {
    SetupData seed = SetupData.seed(new Random(5));
    seed.wipe();
    assertThat(seed.payload()).hasSize(32).containsOnly(0);
  }

  @Test
  void doesNotPrintTheSeed() {
    assertThat(SetupData.seed(new Random(5))).hasToString("SetupData[type=0x9, 32 bytes]");
  }

  private static Launcher checked(String commandLine) {
    return assemble(
        commandLine,
        Optional.of(
            PurgatoryCheck.of(
                PLAN.segments(
                    ByteBuffer.allocateDirect(0x3200), ByteBuffer.allocateDirect(5000)))));
  }

  private static Launcher assemble(String commandLine) {
    return assemble(commandLine, Optional.empty());
  }

  private static Launcher assemble(String commandLine, Optional<PurgatoryCheck> check) {
    return Launcher.assemble(
        PLAN.layout(),
        PLAN.entry(),
        BOOT_PARAMS,
        commandLine,
        RECORD,
        List.of(SetupData.seed(new Random(5))),
        Optional.empty(),
        check);
  }

  private static ByteBuffer image(Launcher launcher) {
    return launcher.segments().get(0).source().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static KexecPlan plan() {
    ReservedRegion region =
        new ReservedRegion(new AddressRange(0x1_0000_0000L, 0x1_1000_0000L), "Crash kernel");
    return (KexecPlan)
        KexecPlanner.plan(
            region, 16L << 30, new KernelFootprint(0x3200, 0x37dc000, 0x200000, 0xb53), 5000);
  }
}
