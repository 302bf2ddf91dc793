package io.fleetfoot.service.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelsTest {

  private static final Labels LABELS = new Labels(Map.of("site", "lab", "rack", "r1"));

  @Test
  void refusesABlankKey() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Labels(Map.of(" ", "lab")))
        .withMessageContaining("label key");
  }

  @Test
  void refusesAValueThatIsTooLong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Labels(Map.of("site", "x".repeat(254))))
        .withMessageContaining("254 characters");
  }

  @Test
  void selectorWithoutLabelsChoosesEveryHost() {
    assertThat(HostSelector.everyHost().matches(Labels.none())).isTrue();
  }

  @Test
  void selectorWantsEveryPair() {
    assertThat(new HostSelector(Map.of("site", "lab")).matches(LABELS)).isTrue();
    assertThat(new HostSelector(Map.of("site", "lab", "rack", "r2")).matches(LABELS)).isFalse();
  }
}
