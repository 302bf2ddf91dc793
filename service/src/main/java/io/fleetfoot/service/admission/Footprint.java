package io.fleetfoot.service.admission;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where one host is counted; hosts with equal footprints are the same to every limit. */
public final class Footprint {

  private final List<Cell> cells;

  Footprint(List<Cell> cells) {
    this.cells = List.copyOf(cells);
  }

  List<Cell> cells() {
    return cells;
  }

  /** Returns the first cell that is full. */
  @Nullable Cell full() {
    for (Cell cell : cells) {
      Cell full = cell.full();
      if (full != null) {
        return full;
      }
    }
    return null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Footprint that && cells.equals(that.cells);
  }

  @Override
  public int hashCode() {
    return cells.hashCode();
  }
}
