package io.fleetfoot.service.admission;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts, for every limit, what is down and what a step adds; each host is looked at once. */
public final class Occupancy {

  private static final Comparator<Count> ORDER =
      Comparator.comparingInt(Count::limit)
          .thenComparing(Count::domain, Comparator.nullsFirst(Comparator.naturalOrder()));

  private final List<Limit> limits;
  private final List<Cell> whole = new ArrayList<>();
  private final List<Map<@Nullable String, Cell>> domains = new ArrayList<>();
  private final Set<Cell> touched = new LinkedHashSet<>();

  /** Counts the fleet as it is. */
  public Occupancy(List<Limit> limits, FleetSnapshot fleet) {
    this.limits = List.copyOf(limits);
    for (int index = 0; index < limits.size(); index++) {
      whole.add(new Cell(index, limits.get(index), null, null));
      domains.add(new HashMap<>());
      for (FleetHost host : fleet.hosts()) {
        count(index, host);
      }
      if (limits.get(index).unit() == Limit.Unit.DOMAINS) {
        Cell all = whole.get(index);
        domains.get(index).values().forEach(domain -> all.add(domain.isEntered()));
      }
    }
  }

  /** Returns where the host is counted. */
  public Footprint footprintOf(FleetHost host) {
    List<Cell> cells = new ArrayList<>(limits.size());
    for (int index = 0; index < limits.size(); index++) {
      if (limits.get(index).population().contains(host)) {
        cells.add(cell(index, host));
      }
    }
    return new Footprint(cells);
  }

  /** Says whether one more host with this footprint may go down. */
  public Verdict judge(Footprint footprint) {
    Cell full = footprint.full();
    return full == null ? Verdict.yes() : full.no();
  }

  /** Returns what each limit says of one more host with this footprint. */
  public List<Check> explain(Footprint footprint) {
    return footprint.cells().stream().map(Cell::check).toList();
  }

  /** Adds a host to the step. */
  public void take(Footprint footprint) {
    for (Cell cell : footprint.cells()) {
      cell.take();
      touched.add(cell);
      touched.add(cell.counted());
    }
  }

  /** Returns what is counted wherever hosts of the step fall, by limit and domain. */
  public List<Count> counts() {
    return touched.stream()
        .filter(cell -> cell.counted() == cell)
        .map(Cell::count)
        .sorted(ORDER)
        .toList();
  }

  /** Ends the step: its hosts are up again. */
  void release() {
    touched.forEach(Cell::release);
    touched.clear();
  }

  private void count(int index, FleetHost host) {
    Limit limit = limits.get(index);
    boolean counted =
        switch (limit.unit()) {
          case HOSTS, HOSTS_ON_THEIR_WAY -> limit.population().contains(host);
          case HOSTS_OF_DOMAIN, DOMAINS -> true;
        };
    if (counted) {
      cell(index, host)
          .add(
              limit.unit() == Limit.Unit.HOSTS_ON_THEIR_WAY
                  ? host.onItsWay()
                  : host.isUnavailable());
    }
  }

  private Cell cell(int index, FleetHost host) {
    Limit limit = limits.get(index);
    if (!limit.unit().isByDomain()) {
      return whole.get(index);
    }
    @Nullable Cell all = limit.unit() == Limit.Unit.DOMAINS ? whole.get(index) : null;
    return domains
        .get(index)
        .computeIfAbsent(limit.domainOf(host), domain -> new Cell(index, limit, domain, all));
  }
}
