package io.fleetfoot.service.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class KernelImageDescriptionTest {

  private static final KernelRelease RELEASE = new KernelRelease("6.12.117+deb12-cloud-amd64");

  @Test
  void refusesABlankName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KernelImageDescription(" ", RELEASE, "x86_64", ""))
        .withMessageContaining("name");
  }

  @Test
  void refusesAnArchitectureThatNoAgentBoots() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KernelImageDescription("bookworm", RELEASE, "riscv64", ""))
        .withMessageContaining("architecture is \"riscv64\", expected x86_64");
  }

  @Test
  void refusesACommandLineOfTwoLines() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KernelImageDescription("bookworm", RELEASE, "x86_64", "a\nb"))
        .withMessageContaining("one line");
  }

  @Test
  void refusesACommandLineThatForgesTheBootProof() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new KernelImageDescription("bookworm", RELEASE, "x86_64", "fleetfoot.exec=forged"))
        .withMessageContaining("boot proof");
  }

  @Test
  void takesATemplateOfTheRunningCommandLine() {
    assertThat(new KernelImageDescription("bookworm", RELEASE, "x86_64", "{running} panic=10"))
        .extracting(KernelImageDescription::commandLine)
        .isEqualTo("{running} panic=10");
  }
}
