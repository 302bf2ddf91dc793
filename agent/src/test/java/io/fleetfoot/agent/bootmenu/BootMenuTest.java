package io.fleetfoot.agent.bootmenu;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.bootmenu.BootMenu.Entry;
import io.fleetfoot.agent.bootmenu.BootMenu.Kind;
import io.fleetfoot.agent.reserve.testing.FakeBootFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads what the real programs of GRUB 2.06 (Debian 12) have written: grub-mkconfig over two
 * kernels with GRUB_DEFAULT=saved, then grub-reboot or grub-set-default.
 */
class BootMenuTest {
  private static final String DISK = "7f3c2a10-5b1e-4c8e-9d7a-0123456789ab";
  private static final String OLD =
      "gnulinux-advanced-" + DISK + ">gnulinux-6.1.0-56-amd64-advanced-" + DISK;
  private static final String ENTRIES = "/boot/loader/entries/";
  private static final String BLSCFG = "set default=\"${saved_entry}\"\nblscfg\n";

  @Test
  void offersEachKernelOnceByItsWayThroughTheMenuAndNoRecoveryMode() {
    assertThat(debian("grubenv-after-grub-set-default").entries())
        .containsExactly(
            new Entry("gnulinux-simple-" + DISK, "6.12.117+deb12-amd64"),
            new Entry(
                "gnulinux-advanced-%s>gnulinux-6.12.117+deb12-amd64-advanced-%s"
                    .formatted(DISK, DISK),
                "6.12.117+deb12-amd64"),
            new Entry(OLD, "6.1.0-56-amd64"));
  }

  @Test
  void knowsTheDefaultThatGrubSetDefaultHasSaved() {
    BootMenu menu = debian("grubenv-after-grub-set-default");
    assertThat(menu.byDefault()).contains("6.1.0-56-amd64");
    assertThat(menu.selectable()).isTrue();
    assertThat(menu.startsOnce()).isTrue();
  }

  @Test
  void namesAnEntryAsGrubRebootHasNotedIt() throws Exception {
    BootMenu menu = debian("grubenv-after-grub-reboot");
    Entry entry = menu.entry("6.1.0-56-amd64").orElseThrow();
    assertThat(resource("grubenv-after-grub-reboot")).contains("next_entry=" + entry.id() + "\n");
    assertThat(menu.startOnce(entry)).containsExactly("grub-reboot", OLD);
    assertThat(menu.byDefault()).as("what is started once").contains("6.12.117+deb12-amd64");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 6.12.117+deb12-amd64",
        "1>2 | 6.1.0-56-amd64",
        "1>3 | 6.1.0-56-amd64",
        "Advanced options for Debian GNU/Linux>Debian GNU/Linux, with Linux 6.1.0-56-amd64 | 6.1.0-56-amd64",
        "1>gnulinux-6.1.0-56-amd64-advanced-" + DISK + " | 6.1.0-56-amd64"
      })
  void knowsADefaultHoweverItIsWritten(String written, String release) throws Exception {
    String fixed = resource("debian-12-grub.cfg").replace("${saved_entry}", written);
    BootMenu menu = grub(fixed, "");
    assertThat(menu.byDefault()).contains(release);
    assertThat(menu.selectable()).isFalse();
    assertThat(debianSaying("saved_entry=" + written + "\n").byDefault()).contains(release);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "1", "1>9", "gnulinux-gone", "6.1.0-56-amd64"})
  void knowsNoDefaultWhereTheSavedOneIsNotThere(String saved) throws Exception {
    assertThat(debianSaying("saved_entry=" + saved + "\n").byDefault()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"single", "recovery", "emergency", "systemd.unit=rescue.target", "1", "ro s"})
  void offersNoEntryThatEndsInARescueShell(String parameters) {
    assertThat(grub(entry("'a'", parameters), "").entries()).isEmpty();
    assertThat(
            entries(
                    "a.conf",
                    "linux /vmlinuz-6.1\nversion 6.1\noptions root=/dev/vda " + parameters + "\n")
                .entries())
        .isEmpty();
  }

  @Test
  void offersNothingOfAnotherSystemThatOsProberHasFound() {
    assertThat(grub(entry("'B' --id 'osprober-gnulinux-simple-9'", "root=/dev/sdb1"), "").entries())
        .isEmpty();
  }

  /** Each as grub-emu 2.06 has taken it: digits in front are a number to it, the rest is lost. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'6.1 of mine' --id mine | mine",
        "'Linux' --id 6.1 | Linux",
        "'it'\\''s' | it's",
        "\"a > b\" | a >> b",
        "--class x --unrestricted \"A b\" | A b"
      })
  void namesAnEntrySoThatGrubFindsIt(String words, String id) {
    assertThat(grub(entry(words, "ro"), "").entry("6.1").orElseThrow().id()).isEqualTo(id);
  }

  @Test
  void offersNoEntryThatCannotBeNamed() {
    assertThat(grub(entry("'6.1 of mine'", "ro"), "").entries()).isEmpty();
    assertThat(grub("submenu '1st' {\n" + entry("'Linux'", "ro") + "}\n", "").entries()).isEmpty();
  }

  @Test
  void isNotLedAstrayByCommentsAndConditions() {
    String config =
        """
        # menuentry 'old' {
        if [ "${grub_platform}" = efi ]; then
          function f {
            echo 'x'
          }
        fi
        """;
    assertThat(grub(config + entry("'a'", "ro"), "").entries())
        .containsExactly(new Entry("a", "6.1"));
  }

  @Test
  void asksForThePlainEntryOfAReleaseAndNotForItsVariant() {
    BootMenu menu =
        BootMenu.read(
            new FakeBootFiles()
                .with("/boot/grub2/grub.cfg", BLSCFG)
                .with(ENTRIES + "9c-6.1~debug.conf", "linux /vmlinuz-6.1\n")
                .with(ENTRIES + "9c-6.1.conf", "linux /vmlinuz-6.1\n")
                .with(ENTRIES + "9c-6.1-alt.conf", "linux /vmlinuz-6.1\n")
                .tree());
    assertThat(menu.entry("6.1").orElseThrow().id()).isEqualTo("9c-6.1");
  }

  @Test
  void takesTheReleaseFromTheKernelsPathAndFromTheKeyVersionWhereThatHasNone() {
    assertThat(entries("a.conf", "version 6.2\nlinux /vmlinuz-6.1\n").entries())
        .containsExactly(new Entry("a", "6.1"));
    assertThat(entries("a.conf", "version 6.2-arch1-1\nlinux /vmlinuz-linux\n").entries())
        .containsExactly(new Entry("a", "6.2-arch1-1"));
    assertThat(entries("a.conf", "linux /9c/6.1/linux\n").entries())
        .containsExactly(new Entry("a", "6.1"));
    assertThat(entries("a.conf", "linux /vmlinuz\n").entries()).isEmpty();
  }

  @Test
  void leavesEntriesToGrubThatItReads() {
    BootMenu menu =
        BootMenu.read(
            new FakeBootFiles()
                .with("/boot/grub2/grub.cfg", BLSCFG)
                .with("/boot/grub2/grubenv", "saved_entry=9c-6.1+3\n")
                .with(ENTRIES + "9c-6.1+3.conf", "linux /vmlinuz-6.1\n")
                .with("/boot/efi/loader/entries/9c-6.2.conf", "linux /vmlinuz-6.2\n")
                .tree());
    assertThat(menu.kind()).isEqualTo(Kind.GRUB_ENTRIES);
    assertThat(menu.entries()).containsExactly(new Entry("9c-6.1+3", "6.1"));
    assertThat(menu.byDefault()).contains("6.1");
    assertThat(menu.startsOnce()).as("asks for next_entry").isFalse();
  }

  private static String entry(String words, String parameters) {
    return "menuentry %s {\n\tlinux /boot/vmlinuz-6.1 %s\n}\n".formatted(words, parameters);
  }

  private static BootMenu entries(String name, String text) {
    return BootMenu.read(
        new FakeBootFiles().with("/boot/grub2/grub.cfg", BLSCFG).with(ENTRIES + name, text).tree());
  }

  private static BootMenu grub(String config, String environment) {
    return BootMenu.read(
        new FakeBootFiles()
            .with("/boot/grub/grub.cfg", config)
            .with("/boot/grub/grubenv", environment)
            .tree());
  }

  private static BootMenu debian(String environment) {
    return debianSaying(resource(environment));
  }

  private static BootMenu debianSaying(String environment) {
    return grub(resource("debian-12-grub.cfg"), environment);
  }

  private static String resource(String name) {
    try (InputStream in = BootMenuTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + name, e);
    }
  }
}
