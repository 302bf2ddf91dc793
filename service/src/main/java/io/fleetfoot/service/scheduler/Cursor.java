package io.fleetfoot.service.scheduler;

import java.util.Arrays;
import java.util.List;

/** Where in a list a page ended: the last item's keys, in the order in which the list is sorted. */
public record Cursor(List<String> keys) {

  public Cursor {
    keys = List.copyOf(keys);
  }

  /** Returns the cursor of the keys, each as it spells itself. */
  public static Cursor of(Object... keys) {
    return new Cursor(Arrays.stream(keys).map(Object::toString).toList());
  }
}
