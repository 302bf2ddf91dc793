package io.fleetfoot.agent.kexec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoadMethodTest {

  @Test
  void doesNotKnowAMethodByAnotherName() {
    assertThat(LoadMethod.ofWireName("RESERVED")).isEmpty();
  }

  @Test
  void isLowerCaseOnTheWire() {
    assertThat(LoadMethod.RESERVED.wireName()).isEqualTo("reserved");
  }

  @ParameterizedTest
  @EnumSource
  void findsEachMethodByItsWireName(LoadMethod method) {
    assertThat(LoadMethod.ofWireName(method.wireName())).hasValue(method);
  }
}
