package io.fleetfoot.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import io.fleetfoot.agent.kexec.Segment;
import io.fleetfoot.agent.kexec.testing.FakeKexecSystem;
import io.fleetfoot.agent.loop.Departure.Way;
import io.fleetfoot.agent.memory.AddressRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leaves a fake kernel whose mounts are a file. */
class DirectDepartureTest {

  private static final String MOUNTS =
      """
      sysfs /sys sysfs rw,nosuid 0 0
      /dev/vda1 / ext4 rw,relatime 0 0
      tmpfs /run tmpfs rw,nosuid 0 0
      /dev/vdb /srv/my\\040data xfs rw,nosuid,nodev,noatime,attr2 0 0
      /dev/vdc /mnt ext4 ro 0 0
      /dev/vda1 /var/lib/x ext4 rw,relatime 0 0
      """;
  private static final AddressRange RAM = new AddressRange(0, 1L << 30);

  @TempDir private Path root;
  private final FakeKexecSystem system = new FakeKexecSystem(RAM, RAM);
  private final List<String> remounts = new ArrayList<>();
  private DirectDeparture departure;

  @BeforeEach
  void makesAHost() throws IOException {
    Files.createDirectories(root.resolve("proc/self"));
    Files.writeString(root.resolve("proc/self/mounts"), MOUNTS);
    DiskMounts mounts =
        new DiskMounts(new HostFiles(root)) {
          @Override
          boolean remount(String target, long flags) {
            remounts.add("%s 0x%x".formatted(target, flags));
            return !target.equals("/");
          }
        };
    departure = new DirectDeparture(system, mounts);
  }

  @Test
  void syncsSpeaksMakesDisksReadOnlyAndGoes() {
    system.load(
        Target.NORMAL,
        0x1000,
        List.of(new Segment(ByteBuffer.allocateDirect(16), AddressRange.ofSize(0x1000, 0x1000))));
    assertThatExceptionOfType(FakeKexecSystem.Rebooted.class)
        .isThrownBy(() -> departure.leave(Way.KEXEC, () -> remounts.add("last word")));
    assertThat(system.calls()).containsExactly("load NORMAL", "sync", "reboot");
    assertThat(remounts).containsExactly("last word", "/srv/my data 0x427", "/ 0x200021");
  }

  @Test
  void makesThemWritableAgainAsTheyWereWhenTheKernelRefuses() {
    assertThatExceptionOfType(KexecException.class)
        .isThrownBy(() -> departure.leave(Way.KEXEC, () -> {}));
    assertThat(remounts)
        .as("/ was busy and never closed")
        .containsExactly("/srv/my data 0x427", "/ 0x200021", "/srv/my data 0x426");
  }

  @Test
  void doesNotLeaveOnceItIsCalledOff() {
    assertThat(departure.callOff()).isTrue();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> departure.leave(Way.KEXEC, () -> {}));
    assertThat(system.calls()).isEmpty();
  }
}
