package io.fleetfoot.service;

import io.fleetfoot.service.access.Role;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may come in, beside the API tokens of the database.
 *
 * @param adminToken Token of at least 32 characters that always makes an admin of its holder, for
 *     automation that sets the service up. It is kept in no table. When absent, the first start
 *     makes an admin token and prints it once.
 * @param oidc How roles are read from the JWTs of the OpenID Connect issuer that {@code
 *     spring.security.oauth2.resourceserver.jwt.issuer-uri} names.
 */
@ConfigurationProperties("fleetfoot")
public record AccessProperties(@Nullable String adminToken, @DefaultValue Oidc oidc) {

  private static final Pattern ADMIN_TOKEN = Pattern.compile("[A-Za-z0-9_~+/-]{32,}=*");

  public AccessProperties {
    if (adminToken != null && adminToken.isBlank()) {
      adminToken = null;
    }
    if (adminToken != null && !ADMIN_TOKEN.matcher(adminToken).matches()) {
      throw new IllegalArgumentException(
          "fleetfoot.admin-token has %d characters: it must have at least 32, each a letter, a digit or one of _~+/-"
              .formatted(adminToken.length()));
    }
  }

  /** Does not show the secret. */
  @Override
  public String toString() {
    return "AccessProperties[adminToken=%s, oidc=%s]"
        .formatted(Optional.ofNullable(adminToken).map(token -> "hidden"), oidc);
  }

  /**
   * How roles are read from JWTs.
   *
   * @param rolesClaim Claim that holds the roles, a text or a list of texts. Dots lead into
   *     objects, as in {@code realm_access.roles}.
   * @param roleMapping Which value of that claim gives which role. When there is none, a value
   *     gives the role that it names: viewer, operator, approver or admin.
   */
  public record Oidc(
      @DefaultValue("roles") String rolesClaim, @DefaultValue Map<String, Role> roleMapping) {}
}
