package io.fleetfoot.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class HostTextsTest {

  @Test
  void refusesLockdownWithoutAChoice() {
    assertThatIllegalStateException()
        .isThrownBy(() -> HostTexts.lockdown("none integrity\n"))
        .withMessageContaining("\"none integrity\", expected one word in brackets");
  }

  @Test
  void readsChosenLockdown() {
    assertThat(HostTexts.lockdown("none [integrity] confidentiality\n")).isEqualTo("integrity");
    assertThat(HostTexts.lockdown("[none] integrity confidentiality\n")).isEqualTo("none");
  }

  @Test
  void missesEveryCapabilityWhereTheStatusSaysNothing() {
    assertThat(HostTexts.missingCapabilities("Name: java\n"))
        .containsExactly("CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_RAWIO");
  }

  @Test
  void readsEffectiveCapabilities() {
    assertThat(HostTexts.missingCapabilities("CapPrm:\t0\nCapEff:\t000001ffffffffff\n")).isEmpty();
    assertThat(HostTexts.missingCapabilities("CapEff:\t00000000a80425fb\n"))
        .containsExactly("CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_RAWIO");
    assertThat(HostTexts.missingCapabilities("CapEff:\t0000000000400000\n"))
        .containsExactly("CAP_SYS_ADMIN", "CAP_SYS_RAWIO");
  }

  @Test
  void readsFlagsOfTheFirstProcessor() {
    String cpuinfo = "processor\t: 0\nflags\t\t: fpu la57 fpu\nbugs\t:\nflags\t\t: sev\n";
    assertThat(HostTexts.cpuFlags(cpuinfo)).containsExactlyInAnyOrder("fpu", "la57");
    assertThat(HostTexts.cpuFlags("")).isEmpty();
  }

  @Test
  void prefersTheNewerAcpiRootPointer() {
    assertThat(HostTexts.acpiRootPointer("ACPI20=0x7f77d014\nACPI=0x7f77d000\nSMBIOS=0x1\n"))
        .hasValue(0x7f77d014L);
    assertThat(HostTexts.acpiRootPointer("ACPI=0x7f77d000\n")).hasValue(0x7f77d000L);
    assertThat(HostTexts.acpiRootPointer("SMBIOS=0x1\n")).isEmpty();
  }
}
