package io.fleetfoot.service.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleTest {

  @ParameterizedTest
  @CsvSource({
    "VIEWER,   true,  false, false, false",
    "OPERATOR, true,  true,  false, false",
    "APPROVER, true,  false, true,  false",
    "ADMIN,    true,  true,  true,  true"
  })
  void includesWhatTheTableSays(
      Role role, boolean viewer, boolean operator, boolean approver, boolean admin) {
    assertThat(role.includes(Role.VIEWER)).isEqualTo(viewer);
    assertThat(role.includes(Role.OPERATOR)).isEqualTo(operator);
    assertThat(role.includes(Role.APPROVER)).isEqualTo(approver);
    assertThat(role.includes(Role.ADMIN)).isEqualTo(admin);
  }

  @Test
  void isFoundByItsNameInAnyCase() {
    assertThat(Role.named("operator")).contains(Role.OPERATOR);
    assertThat(Role.named("root")).isEmpty();
  }
}
