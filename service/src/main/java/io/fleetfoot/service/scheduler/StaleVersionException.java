package io.fleetfoot.service.scheduler;

import org.springframework.dao.OptimisticLockingFailureException;

/** Somebody else saved a newer version of what was to be saved. */
public class StaleVersionException extends OptimisticLockingFailureException {

  private static final long serialVersionUID = 1;

  /** Makes the exception for the named thing and the version that was read. */
  public StaleVersionException(String what, long version) {
    super("%s is no longer at version %d".formatted(what, version));
  }
}
