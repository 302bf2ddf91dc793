package io.fleetfoot.service.timing;

import java.util.List;

/** Times that are open in given windows alone. */
final class Windows {

  private Windows() {}

  static OpenTimes open(Opening... openings) {
    return instant ->
        List.of(openings).stream()
            .filter(opening -> opening.end().isAfter(instant))
            .map(
                opening ->
                    opening.start().isAfter(instant)
                        ? opening
                        : new Opening(instant, opening.end()))
            .findFirst();
  }
}
