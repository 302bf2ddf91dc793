package io.fleetfoot.agent.reserve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fleetfoot.agent.bootmenu.FileTree;
import io.fleetfoot.agent.linux.LinuxBootFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans over hosts made of files, and applies what was planned where no command is needed. */
class ReservationTest {

  private static final String ENTRY =
      """
      title Fedora
      linux /vmlinuz-6.12
      initrd /initramfs-6.12.img
      options root=UUID=1-2 ro  quiet
      """;

  @TempDir private Path root;

  @Test
  void refusesABootLoaderItDoesNotKnow() {
    assertRefused("found no boot loader this command knows, wanted /etc/default/grub with");
  }

  @Test
  void refusesACommandLineInsideOfAKernelImage() throws IOException {
    write("/efi/EFI/Linux/debian-6.12.efi", "MZ");
    assertRefused("found unified kernel images in EFI/Linux");
  }

  @Test
  void refusesToGuessBetweenTwoBootLoaders() throws Exception {
    debian();
    write("/boot/loader/entries/a.conf", ENTRY);
    assertRefused("found both update-grub and /boot/loader/entries/a.conf");
    write(
        "/sys/firmware/efi/efivars/LoaderInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f",
        "\6\0\0\0"
            + new String(
                "systemd-boot 252\0".getBytes(StandardCharsets.UTF_16LE),
                StandardCharsets.ISO_8859_1));
    assertThat(plan("256M").bootLoader()).isEqualTo(BootLoader.ENTRIES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/default/grub|GRUB_CMDLINE_LINUX='crashkernel=128M'|not from this command",
        "/etc/default/grub.d/kdump-tools.cfg|GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT crashkernel=384M-:128M\"|the package kdump-tools'",
        "/etc/kernel/cmdline|root=/dev/vda1 crashkernel=1G-4G:192M,4G-64G:256M|not from this command",
      })
  void refusesWhereSomebodyElseReserves(String foreign) throws IOException {
    debian();
    String[] parts = foreign.split("\\|");
    write(parts[0], parts[1] + "\n");
    String value = parts[1].replaceAll(".*crashkernel=([^'\" ]*).*", "$1");
    assertRefused("found crashkernel=%s in %s, which is %s".formatted(value, parts[0], parts[2]));
  }

  @Test
  void saysThatARegionIsKdumpsWhereKdumpIsInstalled() throws IOException {
    write("/boot/loader/entries/a.conf", ENTRY.replace("quiet", "crashkernel=192M"));
    write("/usr/bin/kdumpctl", "");
    assertRefused("found crashkernel=192M in /boot/loader/entries/a.conf, which is kdump's");
  }

  @Test
  void heedsNoComment() throws Exception {
    debian();
    write("/etc/default/grub", "# GRUB_CMDLINE_LINUX='crashkernel=128M'\n");
    assertThat(plan("256M").changes()).hasSize(1);
  }

  @Test
  void refusesOptionsThatStandElsewhere() throws IOException {
    write("/boot/loader/entries/a.conf", "linux /vmlinuz\noptions $kernelopts\n");
    assertRefused("found options $kernelopts in /boot/loader/entries/a.conf");
  }

  @Test
  void writesAFileOfItsOwnForGrub() throws Exception {
    debian();
    ReservePlan plan = plan("256M");
    assertThat(plan.changes())
        .extracting(FileChange::diff)
        .containsExactly(
            """
            --- /dev/null
            +++ /etc/default/grub.d/zz-fleetfoot.cfg
            @@ -0,0 +1,2 @@
            +# Written by fleetfoot-agent reserve; fleetfoot-agent reserve --undo takes it away.
            +GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT crashkernel=256M"
            """);
    assertThat(plan.command()).contains(List.of("update-grub"));
    assertThat(plan.proof())
        .contains(new ReservePlan.Proof("/boot/grub/grub.cfg", "crashkernel=256M"));
  }

  @Test
  void changesItsOwnFileOfGrubAndTakesItAway() throws Exception {
    debian();
    makeChanges(plan("256M"));
    ReservePlan again = plan("256M");
    assertThat(again.changes()).isEmpty();
    assertThat(again.command()).contains(List.of("update-grub"));
    write("/boot/grub/grub.cfg", "linux /vmlinuz quiet crashkernel=256M\n");
    assertThat(plan("256M").isEmpty()).isTrue();
    assertThat(plan("512M").changes().get(0).diff()).contains("-GRUB_CMDLINE", "crashkernel=512M");
    ReservePlan undo = Reservation.undo(tree());
    assertThat(undo.changes().get(0).after()).isEmpty();
    makeChanges(undo);
    assertThat(Reservation.undo(tree()).isEmpty()).isTrue();
    assertThat(names("/etc/default/grub.d")).isEmpty();
  }

  @Test
  void refusesToWriteOverLinesOfOthersInItsOwnFileOfGrub() throws Exception {
    debian();
    makeChanges(plan("256M"));
    String ours = read("/etc/default/grub.d/zz-fleetfoot.cfg");
    write("/etc/default/grub.d/zz-fleetfoot.cfg", ours + "GRUB_TIMEOUT=1\n");
    assertRefused("found lines in /etc/default/grub.d/zz-fleetfoot.cfg that this command has not");
    assertThatThrownBy(() -> Reservation.undo(tree())).isInstanceOf(ReserveRefusedException.class);
  }

  @Test
  void keepsWhatWasBeforeTheFirstChangeForEver() throws Exception {
    write("/boot/loader/entries/a.conf", ENTRY);
    makeChanges(plan("256M"));
    ReservePlan later = plan("320M");
    assertThat(later.changes().get(0).original()).isEqualTo(Original.KEPT_BEFORE);
    makeChanges(later);
    makeChanges(plan("384M"));
    makeChanges(Reservation.undo(tree()));
    makeChanges(plan("448M"));
    assertThat(read("/boot/loader/entries/a.conf.before-fleetfoot")).isEqualTo(ENTRY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linux /a\noptions ro  quiet \t\n",
        "linux /a\n",
        "linux /a",
        "linux /a\noptions\n"
      })
  void bringsTheOriginalBackByteForByte(String original) throws Exception {
    write("/boot/loader/entries/a.conf", original);
    makeChanges(plan("256M"));
    makeChanges(plan("320M"));
    ReservePlan undo = Reservation.undo(tree());
    assertThat(undo.changes().get(0).original()).isEqualTo(Original.RESTORED);
    makeChanges(undo);
    assertThat(read("/boot/loader/entries/a.conf")).isEqualTo(original);
  }

  @Test
  void leavesWhatOthersHaveChangedSinceAndSaysSo() throws Exception {
    write("/boot/loader/entries/a.conf", ENTRY);
    makeChanges(plan("256M"));
    String text = read("/boot/loader/entries/a.conf");
    write("/boot/loader/entries/a.conf", text.replace("quiet", "debug"));
    write("/boot/loader/entries/new.conf", "linux /b\noptions ro crashkernel=256M\n");
    assertThat(plan("320M").changes())
        .extracting(FileChange::path, FileChange::original)
        .contains(tuple("/boot/loader/entries/new.conf", Original.NEVER_SEEN));
    ReservePlan undo = Reservation.undo(tree());
    assertThat(undo.changes())
        .extracting(FileChange::path, FileChange::original)
        .containsExactly(
            tuple("/boot/loader/entries/a.conf", Original.CHANGED_SINCE),
            tuple("/boot/loader/entries/new.conf", Original.NOT_KEPT),
            tuple("/etc/fleetfoot/reserved-region", Original.TAKEN_AWAY));
    makeChanges(undo);
    assertThat(read("/boot/loader/entries/a.conf")).isEqualTo(ENTRY.replace("quiet", "debug"));
    assertThat(names("/boot/loader/entries"))
        .containsExactly("a.conf", "a.conf.before-fleetfoot", "new.conf");
  }

  @Test
  void writesEveryEntryAndWhatLaterKernelsBeginWith() throws Exception {
    write("/boot/loader/entries/a.conf", ENTRY);
    write("/boot/loader/entries/b.conf", "linux /b\noptions ro\noptions quiet");
    write("/boot/loader/entries/memtest.conf", "title memtest\nefi /EFI/memtest.efi\n");
    write("/etc/kernel/cmdline", "root=UUID=1-2 ro quiet\n");
    write("/etc/default/grub", "GRUB_TIMEOUT=5\nGRUB_CMDLINE_LINUX=\"rhgb\"\n# end\n");
    makeChanges(plan("256M"));
    assertThat(read("/boot/loader/entries/a.conf"))
        .isEqualTo(ENTRY.replace("quiet", "quiet crashkernel=256M"));
    assertThat(read("/boot/loader/entries/b.conf"))
        .isEqualTo("linux /b\noptions ro crashkernel=256M\noptions quiet");
    assertThat(read("/boot/loader/entries/memtest.conf")).doesNotContain("crashkernel");
    assertThat(read("/etc/kernel/cmdline")).isEqualTo("root=UUID=1-2 ro quiet crashkernel=256M\n");
    assertThat(read("/etc/default/grub"))
        .isEqualTo("GRUB_TIMEOUT=5\nGRUB_CMDLINE_LINUX=\"rhgb crashkernel=256M\"\n# end\n");
    assertThat(read("/boot/loader/entries/a.conf.before-fleetfoot")).isEqualTo(ENTRY);
    assertThat(plan("256M").isEmpty()).isTrue();
  }

  @Test
  void changesAndTakesAwayOnlyItsOwnValue() throws Exception {
    write("/efi/loader/entries/a.conf", ENTRY);
    write("/etc/kernel/cmdline", "ro\n");
    makeChanges(plan("256M"));
    makeChanges(plan("320M"));
    assertThat(read("/efi/loader/entries/a.conf"))
        .contains("crashkernel=320M\n")
        .doesNotContain("256M");
    write("/efi/loader/entries/later.conf", "linux /c\noptions ro crashkernel=320M quiet\n");
    makeChanges(Reservation.undo(tree()));
    assertThat(read("/efi/loader/entries/a.conf")).doesNotContain("crashkernel");
    assertThat(read("/efi/loader/entries/later.conf")).isEqualTo("linux /c\noptions ro quiet\n");
    assertThat(read("/etc/kernel/cmdline")).isEqualTo("ro\n");
    assertThat(Reservation.undo(tree()).isEmpty()).isTrue();
  }

  @Test
  void keepsBytesThatAreNoText() throws Exception {
    write("/boot/loader/entries/a.conf", "title Caf\u00e9\n" + ENTRY);
    makeChanges(plan("256M"));
    assertThat(Files.readAllBytes(at("/boot/loader/entries/a.conf"))).contains((byte) 0xe9);
  }

  @Test
  void keepsALinkAndRefusesOneThatLeadsOutside() throws Exception {
    write("/boot/loader/entries/a.conf", ENTRY);
    write("/etc/kernel/real", "ro\n");
    Files.createSymbolicLink(at("/etc/kernel/cmdline"), Path.of("real"));
    makeChanges(plan("256M"));
    assertThat(at("/etc/kernel/cmdline")).isSymbolicLink();
    assertThat(read("/etc/kernel/real")).isEqualTo("ro crashkernel=256M\n");

    Path outside = Files.createTempFile("fleetfoot", ".cmdline");
    try {
      Files.writeString(outside, "ro\n");
      Files.delete(at("/etc/kernel/cmdline"));
      Files.createSymbolicLink(at("/etc/kernel/cmdline"), outside);
      assertThatThrownBy(() -> makeChanges(plan("320M")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("outside of");
      assertThat(outside).hasContent("ro\n");
      assertThat(read("/boot/loader/entries/a.conf")).contains("crashkernel=256M");
    } finally {
      Files.delete(outside);
    }
  }

  @Test
  void leavesFilesAsTheyWereWhenTheBootLoadersCommandFails() throws Exception {
    debian();
    // there is no update-grub that could run under this root
    assertThatThrownBy(() -> new LinuxBootFiles(root).apply(plan("256M")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("update-grub");
    assertThat(names("/etc/default/grub.d")).isEmpty();
  }

  @Test
  void putsQuickKexecWhereACrashKernelOfItsOwnWas() throws Exception {
    write("/boot/loader/entries/a.conf", ENTRY);
    write("/etc/kernel/cmdline", "ro\n");
    makeChanges(plan("256M"));
    makeChanges(quick("192M@2048M"));
    assertThat(read("/boot/loader/entries/a.conf"))
        .isEqualTo(ENTRY.replace("quiet", "quiet quickkexec=192M@2048M"));
    assertThat(read("/etc/kernel/cmdline")).isEqualTo("ro quickkexec=192M@2048M\n");
    assertThat(quick("192M@2048M").isEmpty()).isTrue();
    makeChanges(Reservation.undo(tree()));
    // what was before the parameter's blank is the bootloader's own
    assertThat(read("/boot/loader/entries/a.conf")).isEqualTo(ENTRY);
    assertThat(read("/etc/kernel/cmdline")).isEqualTo("ro\n");
    assertThat(Reservation.undo(tree()).isEmpty()).isTrue();
  }

  @Test
  void putsQuickKexecIntoItsFileOfGrubAndLooksForItInTheMenu() throws Exception {
    debian();
    makeChanges(plan("256M"));
    ReservePlan plan = quick("256M");
    assertThat(plan.changes().get(0).diff())
        .contains("-GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT crashkernel=256M\"\n")
        .contains("+GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT quickkexec=256M\"\n");
    assertThat(plan.proof())
        .contains(new ReservePlan.Proof("/boot/grub/grub.cfg", "quickkexec=256M"));
  }

  @Test
  void leavesKdumpItsCrashKernelBesideQuickKexec() throws Exception {
    debian();
    write("/etc/default/grub.d/kdump-tools.cfg", "GRUB_CMDLINE_LINUX='crashkernel=128M'\n");
    assertThat(quick("256M").changes()).hasSize(1);
    write("/etc/default/grub", "GRUB_CMDLINE_LINUX='quickkexec=64M'\n");
    assertThatThrownBy(() -> quick("256M"))
        .isInstanceOf(ReserveRefusedException.class)
        .hasMessageStartingWith(
            "found quickkexec=64M in /etc/default/grub, which is not from this command");
  }

  private void debian() throws IOException {
    write("/usr/sbin/update-grub", "");
    write("/etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\n");
  }

  private ReservePlan plan(String size) throws ReserveRefusedException {
    return Reservation.reserve(tree(), new RegionParameter(RegionParameter.CRASHKERNEL, size));
  }

  private ReservePlan quick(String size) throws ReserveRefusedException {
    return Reservation.reserve(tree(), new RegionParameter(RegionParameter.QUICKKEXEC, size));
  }

  private void makeChanges(ReservePlan plan) throws IOException {
    new LinuxBootFiles(root)
        .apply(
            new ReservePlan(plan.bootLoader(), plan.changes(), Optional.empty(), Optional.empty()));
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> plan("256M"))
        .isInstanceOf(ReserveRefusedException.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining("; ");
  }

  private FileTree tree() {
    return new LinuxBootFiles(root).tree();
  }

  private Path at(String path) {
    return root.resolve(path.substring(1));
  }

  private String read(String path) throws IOException {
    return Files.readString(at(path), StandardCharsets.ISO_8859_1);
  }

  private List<String> names(String directory) throws IOException {
    try (Stream<Path> files = Files.list(at(directory))) {
      return files.map(file -> file.getFileName().toString()).sorted().collect(Collectors.toList());
    }
  }

  private void write(String path, String text) throws IOException {
    Files.createDirectories(at(path).getParent());
    Files.writeString(at(path), text, StandardCharsets.ISO_8859_1);
  }
}
