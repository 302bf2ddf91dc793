package io.fleetfoot.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetfoot.agent.client.HostDescription.Region;
import io.fleetfoot.agent.preflight.testing.TestFacts;
import org.junit.jupiter.api.Test;

class HostDescriberTest {
  private static final String IOMEM =
      """
      00100000-3fffffff : System RAM
        18000000-1fffffff : Vendor kexec
        2b000000-3affffff : Crash kernel
      """;

  @Test
  void namesTheRegionOfQuickKexecAsTheConfigurationCallsIt() {
    var facts = TestFacts.withMemory(IOMEM);
    Region crash = new Region("Crash kernel", 0x2b000000, 0x3b000000);
    assertThat(HostDescriber.describe(facts, "Vendor kexec", "1").reservedRegions())
        .containsExactly(crash, new Region("Vendor kexec", 0x18000000, 0x20000000));
    assertThat(HostDescriber.describe(facts, "Quick kexec", "1").reservedRegions())
        .containsExactly(crash);
    assertThat(HostDescriber.describe(facts, "Crash kernel", "1").reservedRegions())
        .as("once")
        .containsExactly(crash);
  }
}
