package io.fleetfoot.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.memory.IomemParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningMemoryTest {

  @TempDir private Path directory;

  @Test
  void knowsTheRegionByTheNameThatTheConfigurationGivesIt() throws Exception {
    Path config = directory.resolve("agent.properties");
    Files.writeString(config, "quick.region = Vendor kexec\n");
    assertThat(memory("Vendor kexec").hasQuickRegion(Optional.of(config))).isTrue();
    assertThat(memory("Quick kexec").hasQuickRegion(Optional.of(config))).isFalse();
    Files.writeString(config, "# nothing yet\n");
    assertThat(memory("Quick kexec").hasQuickRegion(Optional.of(config))).isTrue();
    assertThat(memory("Crash kernel").hasQuickRegion(Optional.of(config))).isFalse();
  }

  @Test
  void refusesAFileThatIsNotThere() {
    Path missing = directory.resolve("missing.properties");
    assertThatExceptionOfType(InvalidConfigException.class)
        .isThrownBy(() -> memory("Quick kexec").hasQuickRegion(Optional.of(missing)))
        .withMessageContaining("missing.properties does not exist");
  }

  @Test
  void knowsHowMuchRamThereIsUnlessNobodySays() {
    assertThat(memory("Quick kexec").systemRam()).hasValue(0x40000000L - 0x100000L);
    assertThat(new RunningMemory(() -> IomemParser.parse("")).systemRam()).isEmpty();
  }

  private static RunningMemory memory(String region) {
    String iomem = "00100000-3fffffff : System RAM\n  20000000-2fffffff : " + region + "\n";
    return new RunningMemory(() -> IomemParser.parse(iomem));
  }
}
