package io.fleetfoot.service.scheduler;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next where the next page begins; absent on the last one
 */
public record Page<T>(List<T> items, @Nullable Cursor next) {

  public Page {
    items = List.copyOf(items);
  }

  /** Returns the page of rows of which one more was asked for than the page has items. */
  public static <T> Page<T> of(List<T> rows, int limit, Function<T, Cursor> cursor) {
    return rows.size() <= limit
        ? new Page<>(rows, null)
        : new Page<>(rows.subList(0, limit), cursor.apply(rows.get(limit - 1)));
  }

  /** Returns the page with each item shown otherwise. */
  public <R> Page<R> map(Function<T, R> as) {
    return new Page<>(items.stream().map(as).toList(), next);
  }
}
