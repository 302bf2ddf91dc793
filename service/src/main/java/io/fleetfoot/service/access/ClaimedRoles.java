package io.fleetfoot.service.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds roles among the claims of an identity provider.
 *
 * @param path the claim that holds them, a text or a list of texts; dots lead into objects, as in
 *     {@code realm_access.roles}
 * @param mapping which value of the claim gives which role; when empty, a value gives the role that
 *     it names
 */
public record ClaimedRoles(String path, Map<String, Role> mapping) {

  public ClaimedRoles {
    if (path.isBlank()) {
      throw new IllegalArgumentException("the path of the roles claim must not be blank");
    }
    mapping = Map.copyOf(mapping);
  }

  /** Returns the roles that the claims give; a value that gives none is passed over. */
  public Set<Role> of(Map<String, ?> claims) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String value : values(find(claims))) {
      role(value).ifPresent(roles::add);
    }
    return roles;
  }

  /** Returns the claim of that whole name, which may hold dots, or else the one it leads to. */
  private @Nullable Object find(Map<String, ?> claims) {
    if (claims.containsKey(path)) {
      return claims.get(path);
    }
    Object found = claims;
    for (String step : Arrays.asList(path.split("\\."))) {
      found = found instanceof Map<?, ?> object ? object.get(step) : null;
    }
    return found;
  }

  private static List<String> values(@Nullable Object claim) {
    if (claim instanceof String text) {
      return List.of(text);
    }
    return claim instanceof Collection<?> list
        ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }

  private Optional<Role> role(String value) {
    return mapping.isEmpty() ? Role.named(value) : Optional.ofNullable(mapping.get(value));
  }
}
