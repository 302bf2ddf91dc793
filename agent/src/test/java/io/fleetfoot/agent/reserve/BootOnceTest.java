package io.fleetfoot.agent.reserve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.reserve.testing.FakeBootFiles;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BootOnceTest {

  private static final String MENU =
      """
      if [ -s $prefix/grubenv ]; then
        load_env
      fi
      if [ "${next_entry}" ] ; then
         set default="${next_entry}"
         set next_entry=
         save_env next_entry
      fi
      function savedefault {
        if [ -z "${boot_once}" ]; then
          saved_entry="${chosen}"
        fi
      }
      menuentry 'Debian GNU/Linux' --class debian $menuentry_id_option 'gnulinux-simple-7f' {
      	linux	/boot/vmlinuz-6.12.9-amd64 root=UUID=7f ro  quiet
      	initrd	/boot/initrd.img-6.12.9-amd64
      }
      submenu 'Advanced options for Debian GNU/Linux' $menuentry_id_option 'gnulinux-advanced-7f' {
      	menuentry 'Debian, with Linux 6.12.9' --class debian $menuentry_id_option 'gnulinux-6.12.9-advanced-7f' {
      		if [ "${grub_platform}" = xen ]; then insmod xzio; fi
      		linux	/boot/vmlinuz-6.12.9-amd64 root=UUID=7f ro  quiet
      	}
      	menuentry 'Debian, with Linux 6.1.0 (recovery mode)' $menuentry_id_option 'gnulinux-6.1.0-recovery-7f' {
      		linux	/boot/vmlinuz-6.1.0-56-amd64 root=UUID=7f ro single
      	}
      	menuentry 'Debian, with Linux 6.1.0' $menuentry_id_option 'gnulinux-6.1.0-advanced-7f' {
      		linux	/boot/vmlinuz-6.1.0-56-amd64 root=UUID=7f ro  quiet
      	}
      }
      """;
  private static final String ENTRY = "title Fedora\nversion 6.12.9\nlinux /vmlinuz-6.12.9\n";
  private static final String LOADER_INFO =
      "/sys/firmware/efi/efivars/LoaderInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";

  @Test
  void refusesAKernelThatIsNotInstalled() {
    assertRefused(grub(MENU), "6.12.9", "no entry of kernel 6.12.9 in /boot/grub/grub.cfg");
    assertRefused(grub(MENU), "6.1.0-56", "no entry of kernel 6.1.0-56");
    assertRefused(
        new FakeBootFiles()
            .with("/boot/loader/entries/a.conf", ENTRY)
            .with("/boot/grub2/grubenv", "# GRUB\n"),
        "6.12",
        "no entry of kernel 6.12 in /boot/loader/entries");
  }

  @Test
  void refusesAMenuThatDoesNotAskWhatToStartOnce() {
    assertRefused(
        grub(MENU.replace("next_entry", "saved_entry")),
        "6.12.9-amd64",
        "does not ask for next_entry");
  }

  @Test
  void refusesEntriesOfABootLoaderThatCannotBeTold() {
    assertRefused(
        new FakeBootFiles().with("/boot/loader/entries/a.conf", ENTRY),
        "6.12.9",
        "neither systemd-boot nor /boot/grub2/grubenv");
  }

  @Test
  void refusesAHostWithoutABootLoader() {
    assertRefused(new FakeBootFiles(), "6.12.9", "no boot loader that the agent knows");
  }

  @Test
  void refusesAMenuBesideEntriesThatAnotherBootLoaderMayStart() {
    assertRefused(
        grub(MENU).with("/boot/efi/loader/entries/a.conf", ENTRY),
        "6.12.9-amd64",
        "both GRUB's own menu and /boot/efi/loader/entries/a.conf");
  }

  @Test
  void refusesAKernelOfWhichOnlyTheRecoveryModeIsThere() {
    assertRefused(
        grub(MENU.replace("ro  quiet", "ro recovery")),
        "6.1.0-56-amd64",
        "no entry of kernel 6.1.0-56-amd64");
  }

  @Test
  void findsAnEntryInItsMenuAndNeverTheRecoveryMode() throws Exception {
    BootOnce once = BootOnce.of(grub(MENU).tree(), "6.1.0-56-amd64");
    assertThat(once.entry()).isEqualTo("gnulinux-advanced-7f>gnulinux-6.1.0-advanced-7f");
    assertThat(once.set().command().orElseThrow()).containsExactly("grub-reboot", once.entry());
    assertThat(once.undo()).containsExactly("grub-editenv", "-", "unset", "next_entry");
  }

  @Test
  void takesTheFirstEntryOfTheRelease() throws Exception {
    assertThat(BootOnce.of(grub(MENU).tree(), "6.12.9-amd64").entry())
        .isEqualTo("gnulinux-simple-7f");
  }

  @Test
  void tellsGrubAndTakesItBack() throws Exception {
    FakeBootFiles files = grub(MENU);
    BootOnce once = BootOnce.of(files.tree(), "6.12.9-amd64");
    files.apply(once.set());
    files.apply(BootOnce.undoing(once.undo()));
    assertThat(files.tree().text("/boot/grub/grubenv").orElseThrow())
        .doesNotContain("next_entry=gnu");
  }

  @Test
  void tellsSystemdBootWithoutTheCountOfTries() throws Exception {
    FakeBootFiles files =
        new FakeBootFiles()
            .with("/boot/loader/entries/fedora-6.12.9+3-1.conf", ENTRY)
            .with(
                LOADER_INFO,
                new String(
                    "systemd-boot 257".getBytes(StandardCharsets.UTF_16LE),
                    StandardCharsets.ISO_8859_1));
    BootOnce once = BootOnce.of(files.tree(), "6.12.9");
    assertThat(once.set().command().orElseThrow())
        .containsExactly("bootctl", "set-oneshot", "fedora-6.12.9.conf");
    assertThat(once.undo()).containsExactly("bootctl", "set-oneshot", "");
  }

  @Test
  void tellsTheGrubOfRedHatByTheNameOfTheEntry() throws Exception {
    FakeBootFiles files =
        new FakeBootFiles()
            .with("/boot/loader/entries/0f1e-6.12.9.conf", ENTRY)
            .with("/boot/grub2/grubenv", "# GRUB\n");
    assertThat(BootOnce.of(files.tree(), "6.12.9").set().command().orElseThrow())
        .containsExactly("grub2-reboot", "0f1e-6.12.9");
  }

  @Test
  void tellsAGrub2WithItsOwnMenu() throws Exception {
    FakeBootFiles files =
        new FakeBootFiles()
            .with("/boot/grub2/grubenv", "# GRUB\n")
            .with("/boot/grub2/grub.cfg", MENU);
    BootOnce once = BootOnce.of(files.tree(), "6.12.9-amd64");
    assertThat(once.set().command().orElseThrow())
        .containsExactly("grub2-reboot", "gnulinux-simple-7f");
    assertThat(once.set().proof().orElseThrow().path()).isEqualTo("/boot/grub2/grubenv");
    assertThat(once.undo()).containsExactly("grub2-editenv", "-", "unset", "next_entry");
  }

  private static FakeBootFiles grub(String menu) {
    return new FakeBootFiles()
        .with("/usr/sbin/update-grub", "")
        .with("/etc/default/grub", "GRUB_DEFAULT=0\n")
        .with("/boot/grub/grubenv", "# GRUB Environment Block\n")
        .with("/boot/grub/grub.cfg", menu);
  }

  private static void assertRefused(FakeBootFiles files, String release, String found) {
    assertThatExceptionOfType(ReserveRefusedException.class)
        .isThrownBy(() -> BootOnce.of(files.tree(), release))
        .withMessageContaining(found);
  }
}
