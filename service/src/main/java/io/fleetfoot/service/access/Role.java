package io.fleetfoot.service.access;

import java.util.Optional;

/** What somebody may do with the fleet. */
public enum Role {
  VIEWER("reads everything but tokens and join tokens"),
  OPERATOR("reads, and changes rollouts, hosts and kernel images"),
  APPROVER("reads, and approves what an operator made"),
  ADMIN("does all of that, and hands out and takes back the right to");

  private final String sentence;

  Role(String sentence) {
    this.sentence = sentence;
  }

  /**
   * Says whether who has this role may do all that the other may: the admin everything, everybody
   * what a viewer may. Operator and approver do not include each other, so that nobody approves his
   * own work by his role alone.
   */
  public boolean includes(Role other) {
    return this == other || this == ADMIN || other == VIEWER;
  }

  /** Returns what the role does, as a sentence without its subject. */
  public String sentence() {
    return sentence;
  }

  /** Returns the role of that name, in whatever case. */
  public static Optional<Role> named(String name) {
    for (Role role : values()) {
      if (role.name().equalsIgnoreCase(name)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
