package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Identity;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** An identity, as Spring Security carries it through a request. */
final class ApiAuthentication extends AbstractAuthenticationToken {

  private static final long serialVersionUID = 1;

  private final transient Identity identity;

  ApiAuthentication(Identity identity) {
    super(List.of());
    this.identity = identity;
    setAuthenticated(true);
  }

  Identity identity() {
    return identity;
  }

  /** Returns nothing: the secret is not kept. */
  @Override
  public Object getCredentials() {
    return "";
  }

  @Override
  public Object getPrincipal() {
    return identity.actor().name();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ApiAuthentication that && identity.equals(that.identity);
  }

  @Override
  public int hashCode() {
    return Objects.hash(identity);
  }
}
