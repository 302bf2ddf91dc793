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
        "{running}             | quiet panic=5 oops=panic   | quiet panic=5 oops=panic fleetfoot.exec=fx-1",
        "{running} panic=10    | BOOT_IMAGE=/vmlinuz oops=x | oops=x panic=10 fleetfoot.exec=fx-1",
        "{running}             | initrd=\\initrd.img quiet  | quiet panic=30 oops=panic fleetfoot.exec=fx-1",
        "{running}             | panic=0 fleetfoot.exec=fx-0 | panic=0 oops=panic fleetfoot.exec=fx-1",
        "root=/dev/vda quiet   | panic=9                    | root=/dev/vda quiet panic=30 oops=panic fleetfoot.exec=fx-1",
        "''                    | quiet                      | panic=30 oops=panic fleetfoot.exec=fx-1",
        "{running}             | quiet -- panic=7           | quiet panic=30 oops=panic fleetfoot.exec=fx-1 -- panic=7",
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
