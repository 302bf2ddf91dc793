package io.fleetfoot.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.service.access.Role;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AccessPropertiesTest {

  private static final String TOKEN = "0123456789012345678901234567890x";

  @ParameterizedTest
  @ValueSource(
      strings = {"secret", "0123456789012345678901234567890", "with a space 0123456789 0123456789"})
  void refusesAnAdminTokenThatIsShortOrFitsNoHeaderAndDoesNotRepeatIt(String token) {
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> bind(Map.of("fleetfoot.admin-token", token)))
        .havingRootCause()
        .withMessageContaining("%d characters: it must have at least 32", token.length())
        .withMessageNotContaining(token);
  }

  @Test
  void hasNoAdminTokenAndReadsTheClaimRolesByDefault() {
    assertThat(bind(Map.of()))
        .isEqualTo(new AccessProperties(null, new AccessProperties.Oidc("roles", Map.of())));
  }

  @Test
  void takesAnEmptyAdminTokenForNone() {
    assertThat(bind(Map.of("fleetfoot.admin-token", "")).adminToken()).isNull();
  }

  @Test
  void readsEveryKeyAndShowsNoSecret() {
    AccessProperties properties =
        bind(
            Map.of(
                "fleetfoot.admin-token", TOKEN,
                "fleetfoot.oidc.roles-claim", "realm_access.roles",
                "fleetfoot.oidc.role-mapping.[Kernel Team]", "operator"));

    assertThat(properties)
        .isEqualTo(
            new AccessProperties(
                TOKEN,
                new AccessProperties.Oidc(
                    "realm_access.roles", Map.of("Kernel Team", Role.OPERATOR))));
    assertThat(properties.toString()).doesNotContain(TOKEN);
  }

  private static AccessProperties bind(Map<String, String> keys) {
    return new Binder(new MapConfigurationPropertySource(keys))
        .bindOrCreate("fleetfoot", AccessProperties.class);
  }
}
