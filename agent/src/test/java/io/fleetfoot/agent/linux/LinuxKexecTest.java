package io.fleetfoot.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fleetfoot.agent.kexec.FilePlacement;
import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be asked without touching this machine's kernel; the rest is shown in QEMU. */
class LinuxKexecTest {

  @TempDir private Path root;
  private final TimestampCounter counter = TimestampCounter.open();

  @Test
  void takesNoLoadThatWouldBeAnUnload() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> system().load(Target.NORMAL, 0, List.of()))
        .withMessageContaining("that would be an unload");
  }

  @Test
  void namesAKernelFileThatIsNotThere() {
    Path missing = root.resolve("vmlinuz");
    assertThatExceptionOfType(KexecException.class)
        .isThrownBy(
            () -> system().loadFile(missing, Optional.empty(), "quiet", FilePlacement.ANYWHERE))
        .withMessage("open(" + missing + ") = ENOENT");
  }

  @Test
  void readsHowMuchMemoryIsLeft() throws IOException {
    Path proc = Files.createDirectories(root.resolve("proc"));
    Files.writeString(
        proc.resolve("meminfo"), "MemFree:  10 kB\nMemAvailable:     523456 kB\nBuffers: 1 kB\n");
    assertThat(system().availableMemory()).isEqualTo(523456L << 10);
  }

  @Test
  void readsHowMuchIsKeptForContiguousAllocations() throws IOException {
    Path proc = Files.createDirectories(root.resolve("proc"));
    Files.writeString(proc.resolve("meminfo"), "CmaTotal:  65536 kB\nCmaFree:  1 kB\n");
    assertThat(system().contiguousMemory()).isEqualTo(64L << 20);
    Files.writeString(proc.resolve("meminfo"), "MemFree:  10 kB\n");
    assertThat(system().contiguousMemory()).isZero();
  }

  @Test
  void saysWhenMemoryIsNotTold() throws IOException {
    Path proc = Files.createDirectories(root.resolve("proc"));
    Files.writeString(proc.resolve("meminfo"), "MemFree:  10 kB\n");
    assertThatIllegalStateException()
        .isThrownBy(() -> system().availableMemory())
        .withMessageContaining("no line MemAvailable");
  }

  @Test
  void seesWhichImageIsLoaded() throws IOException {
    Path kernel = Files.createDirectories(root.resolve("sys/kernel"));
    Files.writeString(kernel.resolve("kexec_loaded"), "0\n");
    Files.writeString(kernel.resolve("kexec_crash_loaded"), "1\n");
    assertThat(system().loaded(Target.CRASH)).isTrue();
    assertThat(system().loaded(Target.NORMAL)).isFalse();
  }

  @Test
  void seesNothingLoadedInAKernelWithoutKexec() {
    assertThat(system().loaded(Target.CRASH)).isFalse();
  }

  @Test
  void readsACounterThatAdvances() {
    long first = system().timestampCounter();
    assertThat(system().timestampCounter()).isGreaterThan(first);
  }

  @Test
  void tellsTheErrorOfASystemCall() {
    long result = SystemCalls.syscall(SystemCalls.CLOSE, -1, 0, 0, 0, 0, 0);
    assertThat(result).isEqualTo(-1);
    assertThat(SystemCalls.errno()).as("EBADF").isEqualTo(9);
  }

  private LinuxKexec system() {
    return new LinuxKexec(new HostFiles(root), counter, 0x8000);
  }
}
