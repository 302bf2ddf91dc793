package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Actor;
import io.fleetfoot.service.access.Role;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationResult;

/**
 * Whether somebody may do what he asks for, and why not.
 *
 * @param wanted the role that it takes; absent where no rule lets anybody in
 */
record RoleDecision(Actor actor, @Nullable Role wanted) implements AuthorizationResult {

  private static final long serialVersionUID = 1;

  @Override
  public boolean isGranted() {
    return wanted != null && actor.may(wanted);
  }

  List<Role> found() {
    return actor.roles().stream().sorted().toList();
  }

  String detail() {
    if (wanted == null) {
      return "no rule lets anybody ask for this";
    }
    return "%s has %s, and this wants %s"
        .formatted(
            actor.name(),
            found().isEmpty()
                ? "no role here"
                : found().stream().map(Role::name).collect(Collectors.joining(" and ")),
            wanted);
  }
}
