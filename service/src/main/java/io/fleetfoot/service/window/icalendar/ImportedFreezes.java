package io.fleetfoot.service.window.icalendar;

import io.fleetfoot.service.window.Freeze;
import java.util.List;

/** The freezes that an iCalendar file held, by their start, and what the reader should know. */
public record ImportedFreezes(List<Freeze> freezes, List<String> notes) {

  public ImportedFreezes {
    freezes = List.copyOf(freezes);
    notes = List.copyOf(notes);
  }
}
