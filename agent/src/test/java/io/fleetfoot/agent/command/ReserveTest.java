package io.fleetfoot.agent.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetfoot.agent.linux.LinuxBootFiles;
import io.fleetfoot.agent.preflight.Fitness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReserveTest {

  @TempDir private Path root;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path entry = Path.of("unset");
  private boolean hasQuickRegion;

  private record Memory(OptionalLong systemRam, boolean quick) implements HostMemory {
    @Override
    public boolean hasQuickRegion(Optional<Path> config) {
      config.filter(file -> !Files.exists(file)).ifPresent(Memory::refuse);
      return quick;
    }

    private static void refuse(Path file) {
      throw new UncheckedIOException(new NoSuchFileException(file.toString()));
    }
  }

  @BeforeEach
  void makeHost() throws IOException {
    entry = root.resolve("boot/loader/entries/a.conf");
    Files.createDirectories(entry.getParent());
    Files.writeString(entry, "linux /vmlinuz\noptions ro\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--size 256         | --size: found 256, wanted auto or a size such as 256M or 1G",
        "--size 0M          | --size: found 0M",
        "--undo --size 256M | found --undo and --size, wanted one of them",
        "--size 256M@1G     | --size: found 256M@1G, wanted a size alone, or with --quick",
        "--quick --size 16M@3M | --size: found 16M@3M, wanted a size alone, or with --quick",
        "--quick --no-quick | found --quick and --no-quick, wanted one of them",
        "--size 1G --ram much | --ram: found much, wanted RAM such as 2048M or 8G",
        "--force            | found --force, which this command does not know",
      })
  void saysWhatWasCalledWrongly(String words, String message) {
    assertThat(reserve(words.split(" "))).isEqualTo(2);
    assertThat(text(err)).contains(message).contains("fleetfoot-agent reserve --help");
  }

  @Test
  void refusesWithoutTouchingAnything() throws IOException {
    Files.writeString(entry, "linux /vmlinuz\noptions crashkernel=128M\n");
    assertThat(reserve("--size", "256M")).isEqualTo(1);
    assertThat(text(err)).startsWith("found crashkernel=128M in /boot/loader/entries/a.conf");
    assertThat(Files.readString(entry)).contains("crashkernel=128M");
    assertThat(reserve()).isEqualTo(1);
    assertThat(text(err)).contains("found no bzImage");
  }

  @Test
  void showsAndChangesNothing() throws IOException {
    assertThat(reserve("--size", "256M", "--dry-run")).isZero();
    assertThat(text(out))
        .contains("region: 256 MiB: as --size says")
        .contains("boot loader: boot loader entries")
        .contains("@@ -2,1 +2,1 @@\n-options ro\n+options ro crashkernel=256M\n")
        .endsWith("nothing was changed\n");
    assertThat(Files.readString(entry)).doesNotContain("crashkernel");
  }

  @Test
  void reservesAndTakesItBack() throws IOException {
    assertThat(reserve("--size", "1G")).isZero();
    assertThat(text(out))
        .contains("done: the host that boots from " + root)
        .contains("fleetfoot-agent reserve --root %s --undo takes it back".formatted(root));
    assertThat(Files.readString(entry)).isEqualTo("linux /vmlinuz\noptions ro crashkernel=1024M\n");
    assertThat(reserve("--size", "1G")).isZero();
    assertThat(text(out)).endsWith("nothing to do: all is so already\n");
    assertThat(reserve("--undo")).isZero();
    assertThat(Files.readString(entry)).isEqualTo("linux /vmlinuz\noptions ro\n");
  }

  @Test
  void wantsRoomForTwoRegionsOnThisHost() {
    var words = List.of("reserve", "--size", "256M", "--dry-run");
    assertThat(commands(OptionalLong.of(512L << 20)).run(words)).isEqualTo(1);
    assertThat(text(err)).contains("found 512 MiB of RAM for a region of 256 MiB");
    assertThat(commands(OptionalLong.of(2048L << 20)).run(words)).isZero();
    assertThat(commands(OptionalLong.empty()).run(words)).isZero();
    assertThat(text(out))
        .contains("note: the RAM is not known, wanted 768 MiB for it; run this as");
  }

  @Test
  void holdsTheRangesOfAnotherHostAsWell() {
    assertThat(reserve("--size", "900G", "--dry-run")).isEqualTo(1);
    assertThat(text(err))
        .startsWith("found 65536 MiB of RAM for a region of 921600 MiB, wanted at most 32640 MiB")
        .contains("or --ram, if the machine that boots from there has more");
    assertThat(reserve("--size", "256M", "--ram", "512M", "--dry-run")).isEqualTo(1);
    assertThat(text(err)).contains("found 512 MiB of RAM for a region of 256 MiB");
    assertThat(reserve("--size", "900G", "--ram", "8192G", "--dry-run")).isZero();
    assertThat(reserve("--size", "4M", "--dry-run")).isEqualTo(1);
    assertThat(text(err)).contains("found a region of 4 MiB, wanted at least 16 MiB");
  }

  @Test
  void refusesARootThatIsNotThere() {
    assertThat(commands(OptionalLong.empty()).run(List.of("reserve", "--root", "/nonexistent")))
        .isEqualTo(2);
    assertThat(text(err))
        .startsWith(
            "--root: found /nonexistent, which is no directory, wanted the root file system");
  }

  @ParameterizedTest
  @CsvSource({"--undo", "--quick", "--no-quick", "--dry-run"})
  void readsThePropertiesFileThatIsNamedWhateverElseIsSaid(String word) {
    assertThatThrownBy(() -> reserve("--config", "/nope", word))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("/nope");
  }

  @Test
  void saysFirstThatTheBootLoaderIsNotKnown() throws IOException {
    Files.delete(entry);
    assertThat(reserve("--dry-run")).isEqualTo(1);
    assertThat(text(err))
        .startsWith("found no boot loader this command knows")
        .contains("(paths are those under %s)".formatted(root));
  }

  @Test
  void saysWhatGrubsCommandNeedsUnderAnotherRoot() throws IOException {
    Files.delete(entry);
    Files.createDirectories(root.resolve("usr/sbin"));
    Files.createFile(root.resolve("usr/sbin/update-grub"));
    Files.createDirectories(root.resolve("etc/default"));
    Files.createFile(root.resolve("etc/default/grub"));
    assertThat(reserve("--size", "256M", "--dry-run")).isZero();
    assertThat(text(out))
        .contains("then: chroot %1$s update-grub, which needs this machine's /dev".formatted(root));
  }

  @Test
  void reservesForQuickKexecWhereItIsToldTo() throws IOException {
    assertThat(reserve("--quick", "--size", "1G@2G")).isZero();
    assertThat(text(out)).contains("note: the next kernel runs in that memory");
    assertThat(Files.readString(entry))
        .isEqualTo("linux /vmlinuz\noptions ro quickkexec=1024M@2048M\n");
    assertThat(reserve("--undo")).isZero();
    assertThat(Files.readString(entry)).isEqualTo("linux /vmlinuz\noptions ro\n");
    assertThat(reserve("--quick", "--size", "8G")).isEqualTo(1);
    assertThat(text(err)).contains("found 8192 MiB for quickkexec=, wanted 16M to 4G");
  }

  @Test
  void reservesForQuickKexecWhereTheRunningKernelHasIt() throws IOException {
    hasQuickRegion = true;
    var commands = commands(OptionalLong.empty());
    assertThat(commands.run(List.of("reserve", "--size", "256M", "--no-quick", "--dry-run")))
        .isZero();
    assertThat(text(out)).contains("+options ro crashkernel=256M\n");
    assertThat(commands.run(List.of("reserve", "--size", "256M"))).isZero();
    assertThat(Files.readString(entry)).contains("options ro quickkexec=256M\n");
  }

  @Test
  void takesNoOtherHostForTheOneThatRuns() throws IOException {
    hasQuickRegion = true;
    assertThat(reserve("--size", "256M")).isZero();
    assertThat(Files.readString(entry)).contains("options ro crashkernel=256M\n");
  }

  private int reserve(String... arguments) {
    List<String> words = new ArrayList<>(List.of("reserve", "--root", root.toString()));
    words.addAll(List.of(arguments));
    return commands(OptionalLong.of(64L << 30)).run(words);
  }

  private Commands commands(OptionalLong ram) {
    return new Commands(
            new PrintStream(out), new PrintStream(err), InstantSource.system(), new SecureRandom())
        .onHost(
            file -> new Fitness(List.of(), List.of()),
            path -> new LinuxBootFiles(path.equals(Path.of("/")) ? root : path),
            new Memory(ram, hasQuickRegion));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
