package io.fleetfoot.service.admission;

import org.jspecify.annotations.Nullable;

/** One thing that a limit counts: all its hosts, the hosts of one domain, or all its domains. */
final class Cell {

  private final int index;
  private final Limit limit;
  private final @Nullable String domain;
  private final @Nullable Cell domains;
  private int total;
  private int before;
  private int step;
  private Verdict.@Nullable No no;

  /**
   * Makes a cell that has counted nothing.
   *
   * @param domains the cell that counts this domain as one, where domains are counted
   */
  Cell(int index, Limit limit, @Nullable String domain, @Nullable Cell domains) {
    this.index = index;
    this.limit = limit;
    this.domain = domain;
    this.domains = domains;
  }

  /** Counts one that is there, and whether it is taken before any step. */
  void add(boolean taken) {
    total++;
    if (taken) {
      before++;
    }
  }

  boolean isEntered() {
    return before + step > 0;
  }

  /** Returns the cell that is full, if one more cannot be taken: this one, or that of domains. */
  @Nullable Cell full() {
    if (domains == null) {
      return before + step < most() ? null : this;
    }
    if (isEntered()) {
      // hosts may be down in more domains than the limit allows: then nothing is added to any
      return domains.before + domains.step <= domains.most() ? null : domains;
    }
    return domains.full();
  }

  void take() {
    if (domains != null && !isEntered()) {
      domains.take();
    }
    step++;
    no = null;
  }

  void release() {
    step = 0;
    no = null;
  }

  /** Returns the cell whose count is the limit's. */
  Cell counted() {
    return domains == null ? this : domains;
  }

  Count count() {
    return new Count(index, domain, before, step, most());
  }

  /** Returns the no of a full cell. */
  Verdict.No no() {
    if (no == null) {
      no = new Verdict.No(limit.constraint(), detail());
    }
    return no;
  }

  Check check() {
    Cell full = full();
    return full == null
        ? Check.passed(limit.constraint(), counted().detail())
        : Check.blocked(full.no());
  }

  private int most() {
    return limit.most(total);
  }

  private String detail() {
    String counted =
        switch (limit.unit()) {
          case HOSTS -> "%d of %d hosts are down".formatted(before + step, total);
          case HOSTS_ON_THEIR_WAY ->
              "%d of %d hosts are on their way".formatted(before + step, total);
          case HOSTS_OF_DOMAIN ->
              domain == null
                  ? "%d of %d hosts without label \"%s\" are down"
                      .formatted(before + step, total, limit.topologyKey())
                  : "%d of %d hosts of %s \"%s\" are down"
                      .formatted(before + step, total, limit.topologyKey(), domain);
          case DOMAINS ->
              "hosts of %d of %d domains of \"%s\" are down"
                  .formatted(before + step, total, limit.topologyKey());
        };
    String bound = "%s, the limit is %d".formatted(counted, most());
    return limit.source() == null ? bound : "%s by %s".formatted(bound, limit.source());
  }
}
