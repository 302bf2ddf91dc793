package io.fleetfoot.agent.bootmenu;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.reserve.testing.FakeBootFiles;
import org.junit.jupiter.api.Test;

/** What Debian's kexec-tools do to a plain reboot, by their files. */
class KexecToolsTest {

  private static final String SCRIPT = "/etc/init.d/kexec-load";
  private static final String SETTINGS = "/etc/default/kexec";

  @Test
  void takeRebootsAsDebianInstallsThem() {
    FakeBootFiles host =
        new FakeBootFiles()
            .with(SCRIPT, "#!/bin/sh")
            .with(SETTINGS, "# Load a kexec kernel\nLOAD_KEXEC=true\nINITRD=\"/initrd.img\"\n");
    assertThat(KexecTools.takingReboots(host.tree()))
        .contains("LOAD_KEXEC=true in /etc/default/kexec");
  }

  @Test
  void leaveRebootsAloneWhenTheLastWordIsFalse() {
    FakeBootFiles host =
        new FakeBootFiles()
            .with(SCRIPT, "#!/bin/sh")
            .with(SETTINGS, "LOAD_KEXEC=true\n")
            .with(SETTINGS + ".d/site", "LOAD_KEXEC=\"false\"\n");
    assertThat(KexecTools.takingReboots(host.tree())).isEmpty();
  }

  @Test
  void leaveRebootsAloneWhereTheyAreNotInstalled() {
    FakeBootFiles host = new FakeBootFiles().with(SETTINGS, "LOAD_KEXEC=true\n");
    assertThat(KexecTools.takingReboots(host.tree())).isEmpty();
    assertThat(KexecTools.takingReboots(new FakeBootFiles().with(SCRIPT, "").tree())).isEmpty();
  }
}
