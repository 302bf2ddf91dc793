package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.ProblemCode;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The problems that a handler answers with besides those that every handler can. */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@interface Problems {

  /** Returns the codes of these problems. */
  ProblemCode[] value();
}
