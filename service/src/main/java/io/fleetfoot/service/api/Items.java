package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.Page;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list as an answer, page by page.
 *
 * @param nextCursor what to ask for the next page with; absent on the last one
 */
@Schema(description = "One page of a list.")
record Items<T>(
    @Schema(description = "The items of this page, in the list's order.") List<T> items,
    @Schema(
            description =
                "Send it as `cursor`, with the same filters, for the next page; absent on the last.",
            example = "WyJob3N0cyIsImhvc3QtMDAxIl0")
        @Nullable String nextCursor) {

  /** Makes a list that is whole. */
  Items(List<T> items) {
    this(items, null);
  }

  /** Returns the page of the listing, each item as it is shown. */
  static <S, T> Items<T> of(Listing listing, Page<S> page, Function<S, T> as) {
    return new Items<>(
        page.map(as).items(), page.next() == null ? null : listing.encode(page.next()));
  }
}
