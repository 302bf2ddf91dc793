package io.fleetfoot.service.window;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;

/** What the clocks on a zone's walls show, and when. */
public record WallClock(ZoneId zone) {

  /** Returns the clock of an IANA zone such as {@code Europe/Berlin}, or of {@code UTC}. */
  public static WallClock named(String zone) {
    if (zone.equals("Z")) {
      return new WallClock(ZoneOffset.UTC);
    }
    if (!ZoneId.getAvailableZoneIds().contains(zone)) {
      throw new IllegalArgumentException(
          "time zone \"%s\" is not known, wanted an IANA name such as Europe/Berlin, or UTC"
              .formatted(zone));
    }
    return new WallClock(ZoneId.of(zone));
  }

  /**
   * Returns when the clocks show the time first; a time that they skip is shown, as it were, at the
   * first instant after the skip.
   */
  public Instant firstShows(LocalDateTime time) {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
    if (offsets.isEmpty()) {
      return zone.getRules().getTransition(time).getInstant();
    }
    return time.toInstant(offsets.get(0));
  }

  /**
   * Returns the latest time that the clocks have shown or skipped until the instant, so that what
   * they show first after the instant is later.
   */
  public LocalDateTime latestShown(Instant instant) {
    LocalDateTime shown = LocalDateTime.ofInstant(instant, zone);
    ZoneOffsetTransition change = zone.getRules().getTransition(shown);
    boolean secondTime =
        change != null && change.isOverlap() && !instant.isBefore(change.getInstant());
    return secondTime ? change.getDateTimeBefore().minusNanos(1) : shown;
  }
}
