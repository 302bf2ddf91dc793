package io.fleetfoot.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTemplateTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{running}             | quiet panic=5              | quiet panic=5 fleetfoot.exec=fx-1",
        "{running} panic=10    | BOOT_IMAGE=/vmlinuz quiet  | quiet panic=10 fleetfoot.exec=fx-1",
        "{running}             | initrd=\\initrd.img quiet  | quiet fleetfoot.exec=fx-1",
        "{running}             | quiet fleetfoot.exec=fx-0  | quiet fleetfoot.exec=fx-1",
        "root=/dev/vda quiet   | root=/dev/sda              | root=/dev/vda quiet fleetfoot.exec=fx-1",
        "''                    | quiet                      | fleetfoot.exec=fx-1",
        "{running}             | quiet -- single            | quiet fleetfoot.exec=fx-1 -- single",
      })
  void expands(String template, String running, String expanded) {
    assertThat(CommandLineTemplate.expand(template, running, "fx-1")).isEqualTo(expanded);
  }

  @Test
  void findsParameterThatIsTheKernelsOwn() {
    assertThat(CommandLineTemplate.has("quiet nokaslr", "nokaslr")).isTrue();
    assertThat(CommandLineTemplate.has("quiet nokaslr2", "nokaslr")).isFalse();
    assertThat(CommandLineTemplate.has("quiet -- nokaslr", "nokaslr")).isFalse();
  }
}
