package io.fleetfoot.service.timing;

import java.time.Duration;

/**
 * The open time that a host asks for before it goes down, of admission and of forecasts alike.
 *
 * <p>It waits for an opening that has room. Where none comes before the end, it never goes if its
 * kind is known; else it goes in any opening, or it would never be measured. For the same reason it
 * waits for no opening that is just as long as others took: it would have to begin in its very
 * first instant.
 *
 * @param here how long an opening must last from the moment on in which the host begins
 * @param later how long an opening must last that is still to come
 * @param isKnown whether hosts of its kind were measured
 */
public record RoomNeed(Duration here, Duration later, boolean isKnown) {

  /** How long after an opening its hosts may begin: they are looked at in turns, and stage. */
  public static final Duration TO_BEGIN = Duration.ofMinutes(1);

  /** Returns what a host with these down times asks for. */
  public static RoomNeed of(DownTimes downTimes) {
    Duration needed = downTimes.p95();
    boolean known = downTimes.basis().isOfTheirKind();
    return new RoomNeed(needed, known ? needed : needed.plus(TO_BEGIN), known);
  }
}
