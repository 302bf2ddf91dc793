package io.fleetfoot.agent.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A little of what {@code agent/lab/fuzz} does at length. */
class FuzzTargetTest {

  private static final int CASES = Integer.getInteger("fleetfoot.fuzz.cases", 500);

  @ParameterizedTest
  @EnumSource
  void takesWhatItIsMeantToTake(FuzzTarget target) {
    assertThat(target.seeds())
        .isNotEmpty()
        .allSatisfy(seed -> assertThat(target.takes(seed)).isTrue());
  }

  @ParameterizedTest
  @EnumSource
  void throwsNothingButItsOwnRefusal(FuzzTarget target) {
    var mutator = new Mutator(target.seeds(), new Random(target.ordinal()));
    for (int i = 0; i < CASES; i++) {
      byte[] bytes = mutator.next();
      assertThatNoException()
          .as(() -> "of %s: %s".formatted(target, HexFormat.of().formatHex(bytes)))
          .isThrownBy(() -> target.takes(bytes));
    }
  }

  @Test
  void survivesJsonThatIsNestedDeeply() {
    byte[] nested = "{\"kind\":".concat("[".repeat(100_000)).getBytes(StandardCharsets.US_ASCII);
    assertThat(FuzzTarget.PROTOCOL.takes(nested)).isFalse();
    byte[] closed =
        "{\"kind\":"
            .concat("[".repeat(100_000))
            .concat("]".repeat(100_000))
            .concat("}")
            .getBytes(StandardCharsets.US_ASCII);
    assertThat(FuzzTarget.PROTOCOL.takes(closed)).isFalse();
  }
}
