package io.fleetfoot.service.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.Labels;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardwareClassTest {

  @ParameterizedTest
  @CsvSource({
    "0, 64M",
    "67108865, 96M",
    "536870912, 512M",
    "1073741824, 1G",
    "2146918400, 2G",
    "2147483649, 3G",
    "33285996544, 32G",
    "42949672960, 48G",
    "68178415616, 64G"
  })
  void roundsMemoryUpToASizeThatIsSold(long bytes, String size) {
    assertThat(MemorySize.of(bytes)).hasToString(size);
  }

  @Property
  void putsEveryAmountOfMemoryIntoOneSize(@ForAll @LongRange(max = 1L << 60) long bytes) {
    MemorySize size = MemorySize.of(bytes);

    assertThat(bytes).isGreaterThan(size.above()).isLessThanOrEqualTo(size.bytes());
    assertThat(MemorySize.of(size.above() + 1)).isEqualTo(size);
    assertThat(MemorySize.of(size.bytes())).isEqualTo(size);
  }

  @Test
  void refusesMemoryThatNobodySells() {
    assertThatIllegalArgumentException().isThrownBy(() -> new MemorySize(5L << 30));
    assertThatIllegalArgumentException().isThrownBy(() -> MemorySize.of(Long.MAX_VALUE));
  }

  @Test
  void isTheArchitectureAndTheMemoryWhereNobodyNamedIt() {
    assertThat(HardwareClass.of(host(2146918400L), Labels.none()).name()).isEqualTo("x86_64-2G");
    assertThat(HardwareClass.of(host(1L << 40), labelled(" ")).name()).isEqualTo("x86_64-1024G");
  }

  @Test
  void isWhatTheOwnerNamedIt() {
    assertThat(HardwareClass.of(host(1L << 40), labelled("db-gen3")))
        .isEqualTo(new HardwareClass.Labelled("db-gen3"));
  }

  private static Labels labelled(String name) {
    return new Labels(Map.of(HardwareClass.LABEL, name));
  }

  private static Facts host(long memory) {
    return new Facts("h", "m", "b", "6.1.0", "quiet", "x86_64", memory, List.of(), "0.1.0");
  }
}
