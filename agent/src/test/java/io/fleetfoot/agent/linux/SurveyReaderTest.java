package io.fleetfoot.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.preflight.HostSurvey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the survey of a host made of files. */
class SurveyReaderTest {

  private static final String SECURE_BOOT =
      "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";

  @TempDir private Path root;

  @Test
  void saysNothingOfAHostThatSaysNothing() {
    assertThat(read())
        .isEqualTo(
            new HostSurvey(
                new HostSurvey.Security(false, Optional.empty()),
                new HostSurvey.Kernel(
                    false, OptionalLong.empty(), Set.of(), Optional.empty(), Optional.empty()),
                new HostSurvey.Machine("", "", Set.of(), List.of(), 0, false),
                new HostSurvey.Boot(Optional.empty(), Optional.empty(), false, Optional.empty())));
  }

  @Test
  void readsWhatIsThere() throws IOException {
    write("/sys/kernel/security/lockdown", "[none] integrity\n");
    write(SECURE_BOOT, "\6\0\0\0\1");
    write("/sys/kernel/kexec_loaded", "1\n");
    write("/proc/sys/kernel/panic", "-1\n");
    write("/proc/modules", "ext4 1 1 - Live 0x0\nmlx4_core 1 1 - Live 0x0\n");
    write("/usr/sbin/kdump-config", "");
    write("/proc/cmdline", "root=UUID=1-2 quiet\n");
    write("/dev/disk/by-uuid/1-2", "");
    write("/sys/class/dmi/id/sys_vendor", "QEMU\n");
    write("/sys/class/dmi/id/product_name", "Standard PC\n");
    write("/proc/cpuinfo", "flags\t\t: fpu constant_tsc\n");
    write("/sys/class/watchdog/watchdog0/identity", "iTCO_wdt\n");
    write("/sys/class/watchdog/watchdog1/state", "");
    write("/sys/bus/pci/devices/0000:01:00.0/sriov_numvfs", "4\n");
    write("/sys/bus/pci/devices/0000:02:00.0/vendor", "0x8086\n");
    write("/dev/vfio/vfio", "");
    write("/dev/vfio/12", "");
    write("/proc/sys/kernel/osrelease", "6.1.0\n");
    write(
        "/boot/grub/grub.cfg",
        "menuentry 'Debian' {\n\tlinux /boot/vmlinuz-6.1.0 root=/dev/vda1\n}\n");
    assertThat(read())
        .isEqualTo(
            new HostSurvey(
                new HostSurvey.Security(true, Optional.of(true)),
                new HostSurvey.Kernel(
                    true,
                    OptionalLong.of(-1),
                    Set.of("ext4", "mlx4_core"),
                    Optional.of("kdump-tools"),
                    Optional.of(true)),
                new HostSurvey.Machine(
                    "QEMU",
                    "Standard PC",
                    Set.of("fpu", "constant_tsc"),
                    List.of("iTCO_wdt", "watchdog1"),
                    4,
                    true),
                new HostSurvey.Boot(
                    Optional.of("GRUB"), Optional.of("6.1.0"), true, Optional.empty())));
  }

  @Test
  void missesARootThatNoDeviceHas() throws IOException {
    write("/proc/cmdline", "root=UUID=1-2\n");
    assertThat(read().kernel().rootDevice()).isEmpty();
    write("/dev/disk/by-uuid/3-4", "");
    assertThat(read().kernel().rootDevice()).contains(false);
    write("/proc/cmdline", "root=/dev/vda1\n");
    assertThat(read().kernel().rootDevice()).isEmpty();
  }

  private HostSurvey read() {
    return new HostReader(new HostFiles(root), "/etc/machine-id").survey();
  }

  private void write(String absolute, String text) throws IOException {
    Path file = root.resolve(absolute.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
