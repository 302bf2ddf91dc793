package io.fleetfoot.service.access;

import java.util.Set;

/**
 * Who acts: a person, a program, an agent, or the service itself.
 *
 * @param name as the outbox keeps it, such as {@code token:ci}, {@code oidc:ada}, {@code
 *     agent:<hostId>}, {@code kubernetes} or {@code service}
 * @param roles what the actor may do over {@code /api/v1}; none for those who do not come that way
 */
public record Actor(String name, Set<Role> roles) {

  /** The service itself: its ticks, and all that nobody asked for. */
  public static final Actor SERVICE = new Actor("service", Set.of());

  /** The controller that does what KernelRollout objects ask for. */
  public static final Actor KUBERNETES = new Actor("kubernetes", Set.of());

  public Actor {
    if (name.isBlank()) {
      throw new IllegalArgumentException("an actor must have a name");
    }
    roles = Set.copyOf(roles);
  }

  /** Returns the holder of the API token of that name. */
  public static Actor token(String name, Role role) {
    return new Actor("token:" + name, Set.of(role));
  }

  /** Returns the person whom the OpenID Connect issuer calls so. */
  public static Actor oidc(String subject, Set<Role> roles) {
    return new Actor("oidc:" + subject, roles);
  }

  /** Returns the agent of the host of that id. */
  public static Actor agent(String hostId) {
    return new Actor("agent:" + hostId, Set.of());
  }

  /** Returns the uptime policy of that name, which starts rollouts. */
  public static Actor uptimePolicy(String name) {
    return new Actor("uptime-policy:" + name, Set.of());
  }

  /** Says whether one of the actor's roles includes the one that is wanted. */
  public boolean may(Role wanted) {
    return roles.stream().anyMatch(role -> role.includes(wanted));
  }
}
