package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.PageRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The query of a list: which page, and by what else it is filtered. */
interface PageQuery {

  /** What the documentation says of {@code limit}. */
  String LIMIT = "How many items the page has at most.";

  /** What the documentation says of {@code cursor}. */
  String CURSOR = "Where the page begins: `nextCursor` of the page before. Absent for the first.";

  /** Returns how many items are wanted, if that was said. */
  @Nullable Integer limit();

  /** Returns the cursor as the client sent it, if it did. */
  @Nullable String cursor();

  /** Returns which part of the listing is asked for. */
  default PageRequest page(Listing listing) {
    return new PageRequest(
        Objects.requireNonNullElse(limit(), PageRequest.USUAL), listing.decode(cursor()));
  }
}
