package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which role a handler of {@code /api/v1} asks for; one without is closed to everybody, and fails
 * the build.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RequiresRole {

  /** The role that who asks must have, or one that includes it. */
  Role value();
}
