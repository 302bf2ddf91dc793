package io.fleetfoot.service.scheduler;

/** Tells what was wrong with what the database refused to keep. */
@FunctionalInterface
public interface StorageFaults {

  /** Says whether a value was sent that no database row can hold, such as text with a NUL. */
  boolean isUnstorable(Throwable refusal);
}
