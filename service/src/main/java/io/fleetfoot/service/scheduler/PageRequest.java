package io.fleetfoot.service.scheduler;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for.
 *
 * @param limit how many items at most
 * @param after where the page before ended; absent for the first page
 */
public record PageRequest(int limit, @Nullable Cursor after) {

  /** The most items that one page can have. */
  public static final int MOST = 1000;

  /** How many items a page has when nobody says. */
  public static final int USUAL = 100;

  public PageRequest {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit is %d, expected 1 to %d".formatted(limit, MOST));
    }
  }
}
