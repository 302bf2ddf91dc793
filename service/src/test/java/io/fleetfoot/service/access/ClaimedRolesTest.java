package io.fleetfoot.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimedRolesTest {

  private static final ClaimedRoles NAMED = new ClaimedRoles("roles", Map.of());

  @Test
  void refusesAnEmptyPath() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ClaimedRoles(" ", Map.of()));
  }

  @Test
  void findsNoRoleInClaimsThatHaveNone() {
    assertThat(NAMED.of(Map.of())).isEmpty();
    assertThat(NAMED.of(Map.of("roles", List.of("root", 7)))).isEmpty();
    assertThat(NAMED.of(Map.of("roles", Map.of("admin", true)))).isEmpty();
    assertThat(new ClaimedRoles("a.b.c", Map.of()).of(Map.of("a", "admin"))).isEmpty();
  }

  @Test
  void takesATextAndAListOfTexts() {
    assertThat(NAMED.of(Map.of("roles", "viewer"))).containsExactly(Role.VIEWER);
    assertThat(NAMED.of(Map.of("roles", List.of("Approver", "other", "operator"))))
        .containsExactlyInAnyOrder(Role.OPERATOR, Role.APPROVER);
  }

  @Test
  void followsDotsIntoObjectsButPrefersAClaimOfTheWholeName() {
    ClaimedRoles nested = new ClaimedRoles("realm_access.roles", Map.of());
    Map<String, Object> object = Map.of("realm_access", Map.of("roles", List.of("admin")));

    assertThat(nested.of(object)).containsExactly(Role.ADMIN);
    assertThat(
            new ClaimedRoles("https://x.org/roles", Map.of())
                .of(Map.of("https://x.org/roles", "admin")))
        .containsExactly(Role.ADMIN);
  }

  @Test
  void takesNoNameForARoleWhereAMappingIsGiven() {
    ClaimedRoles mapped = new ClaimedRoles("groups", Map.of("kernel-team", Role.OPERATOR));

    assertThat(mapped.of(Map.of("groups", List.of("kernel-team", "admin"))))
        .containsExactly(Role.OPERATOR);
  }
}
