package io.fleetfoot.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.loop.BootDefault.Outcome;
import io.fleetfoot.agent.loop.BootDefault.Result;
import io.fleetfoot.agent.loop.testing.FakeHostCommands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits on hosts made of a boot loader's files. */
class LinuxBootDefaultTest {

  private static final String GRUB =
      """
      if [ "${next_entry}" ] ; then
         set default="${next_entry}"
      else
         set default="DEFAULT"
      fi
      menuentry 'Debian' --class debian $menuentry_id_option 'gnulinux-simple-1-2' {
      	if [ x$feature_platform_search_hint = xy ]; then {
      	  search --fs-uuid 1-2
      	}
      	linux	/boot/vmlinuz-6.12.1 root=UUID=1-2 ro
      }
      submenu 'Advanced options' $menuentry_id_option 'gnulinux-advanced-1-2' {
      	menuentry 'Debian, with Linux 6.12.1' $menuentry_id_option 'gnulinux-6.12.1-advanced-1-2' {
      		linux	/boot/vmlinuz-6.12.1 root=UUID=1-2 ro
      	}
      	menuentry 'Debian, with Linux 6.1.0' $menuentry_id_option 'gnulinux-6.1.0-advanced-1-2' {
      		linux	/boot/vmlinuz-6.1.0 root=UUID=1-2 ro
      	}
      }
      """;

  @TempDir private Path root;
  private final FakeHostCommands commands = new FakeHostCommands();

  @Test
  void setsGrubsSavedEntryByItsPathThroughTheMenu() throws Exception {
    write("/boot/grub/grub.cfg", GRUB.replace("DEFAULT", "${saved_entry}"));
    assertThat(choose("6.1.0").outcome()).isEqualTo(Outcome.COMMITTED);
    assertThat(commands.runs())
        .containsExactly("grub-set-default gnulinux-advanced-1-2>gnulinux-6.1.0-advanced-1-2");
  }

  @Test
  void savesAnEntryThatNewerKernelsDoNotTakeOver() throws Exception {
    write("/boot/grub/grub.cfg", GRUB.replace("DEFAULT", "${saved_entry}"));
    write("/boot/grub/grubenv", "# GRUB Environment Block\nsaved_entry=1>1\n####");
    assertThat(choose("6.12.1").outcome()).isEqualTo(Outcome.COMMITTED);
    assertThat(commands.runs())
        .containsExactly("grub-set-default gnulinux-advanced-1-2>gnulinux-6.12.1-advanced-1-2");
  }

  @Test
  void leavesADefaultAloneThatIsTheReleaseAlready() throws Exception {
    write("/boot/grub/grub.cfg", GRUB.replace("DEFAULT", "${saved_entry}"));
    write("/boot/grub/grubenv", "# GRUB Environment Block\nsaved_entry=1>1\n####");
    assertThat(choose("6.1.0")).isEqualTo(new Result(Outcome.UNCHANGED, "GRUB starts 6.1.0"));
    assertThat(commands.runs()).isEmpty();
  }

  @Test
  void saysWhatAGrubNeedsWhoseDefaultIsFixed() throws Exception {
    write("/boot/grub/grub.cfg", GRUB.replace("DEFAULT", "0"));
    Result result = choose("6.1.0");
    assertThat(result.outcome()).isEqualTo(Outcome.UNSUPPORTED);
    assertThat(result.detail()).contains("GRUB starts 6.12.1", "GRUB_DEFAULT=saved");
    assertThat(choose("6.12.1").outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(commands.runs()).isEmpty();
  }

  @Test
  void saysThatAKernelWasNeverInstalled() throws Exception {
    write("/boot/grub/grub.cfg", GRUB.replace("DEFAULT", "${saved_entry}"));
    Result result = choose("6.13.0");
    assertThat(result.outcome()).isEqualTo(Outcome.NO_ENTRY);
    assertThat(result.detail()).contains("never installed", "by the firmware starts 6.12.1");
    assertThat(commands.runs()).isEmpty();
  }

  @Test
  void setsTheSavedEntryOfAGrubWithBootLoaderEntries() throws Exception {
    write("/boot/grub2/grub.cfg", "set default=\"${saved_entry}\"\nblscfg\n");
    write("/boot/grub2/grubenv", "saved_entry=abc-5.14.0\n");
    write("/usr/sbin/grub2-set-default", "");
    write("/boot/loader/entries/abc-5.14.0.conf", "title A\nlinux /vmlinuz-5.14.0\n");
    write("/boot/loader/entries/abc-5.15.0.conf", "title B\nlinux /vmlinuz-5.15.0\n");
    assertThat(choose("5.15.0").outcome()).isEqualTo(Outcome.COMMITTED);
    assertThat(choose("5.14.0").outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(commands.runs()).containsExactly("grub2-set-default abc-5.15.0");
  }

  @Test
  void setsTheDefaultOfSystemdBootWithoutItsCountOfTries() throws Exception {
    systemdBoot();
    write(
        "/efi/loader/entries/abc-6.12.1+3-1.conf",
        "title A\nversion 6.12.1\nlinux /abc/6.12.1/linux\n");
    assertThat(choose("6.12.1").outcome()).isEqualTo(Outcome.COMMITTED);
    assertThat(commands.runs()).containsExactly("bootctl set-default abc-6.12.1.conf");
  }

  @Test
  void knowsAUnifiedKernelImageByItsName() throws Exception {
    systemdBoot();
    write("/efi/EFI/Linux/0123456789abcdef0123456789abcdef-6.12.1.efi", "MZ");
    assertThat(choose("6.12.1").outcome()).isEqualTo(Outcome.COMMITTED);
    assertThat(commands.runs())
        .containsExactly("bootctl set-default 0123456789abcdef0123456789abcdef-6.12.1.efi");
  }

  @Test
  void runsThePersonsOwnProgramInstead() throws Exception {
    Result result = choose("6.12.1", Optional.of(Path.of("/etc/fleetfoot/commit")));
    assertThat(result.outcome()).isEqualTo(Outcome.COMMITTED);
    assertThat(commands.runs()).containsExactly("/etc/fleetfoot/commit");
    assertThat(commands.environments()).containsExactly(Map.of("FLEETFOOT_RELEASE", "6.12.1"));
  }

  @Test
  void saysHowAProgramFailed() throws Exception {
    commands.ends("/etc/fleetfoot/commit", 3, "no disk");
    assertThat(choose("6.12.1", Optional.of(Path.of("/etc/fleetfoot/commit"))))
        .isEqualTo(
            new Result(Outcome.FAILED, "/etc/fleetfoot/commit ended with status 3: no disk"));
  }

  @Test
  void doesNotGuessAtABootLoaderItDoesNotKnow() throws Exception {
    assertThat(choose("6.12.1").outcome()).isEqualTo(Outcome.UNSUPPORTED);
    assertThat(commands.runs()).isEmpty();
  }

  private void systemdBoot() throws IOException {
    write(
        "/sys/firmware/efi/efivars/LoaderInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f",
        "\6\0\0\0"
            + new String(
                "systemd-boot 252\0".getBytes(StandardCharsets.UTF_16LE),
                StandardCharsets.ISO_8859_1));
  }

  private Result choose(String release) throws Exception {
    return choose(release, Optional.empty());
  }

  private Result choose(String release, Optional<Path> hook) throws Exception {
    return new LinuxBootDefault(new LinuxFileTree(root), commands, hook).choose(release);
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardCharsets.ISO_8859_1);
  }
}
