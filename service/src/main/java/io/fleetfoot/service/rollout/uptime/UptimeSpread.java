package io.fleetfoot.service.rollout.uptime;

import io.fleetfoot.service.fleet.HostId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Spreads hosts over the days on which they can go down, so that none is up for too long and no day
 * takes many more than another.
 *
 * <p>Each host has a last day. Of all numbers of hosts a day with which every host is rebooted by
 * its last day the least is taken: the greatest, over all days to come, of the hosts whose last day
 * is up to then, divided by the open days up to then. (That is the speed of Yao, Demers and
 * Shenker, A Scheduling Model for Reduced CPU Energy, FOCS 1995, found anew every day as their
 * Optimal Available does, but in whole hosts.) A day then takes as few as it can without another
 * day having to take more, those with the earliest last day first. It follows from the hosts as
 * they are, and needs no memory: a host that was rebooted, whatever for, has a later last day.
 *
 * <p>Hosts with one last day are ordered by chance, which is the same every day, for neighbours
 * have often booted together. Days are those of UTC.
 */
public final class UptimeSpread {

  private static final Comparator<Waiting> BY_CHANCE =
      Comparator.<Waiting>comparingLong(waiting -> mixed(waiting.host()))
          .thenComparing(waiting -> waiting.host().value());

  private final UptimeTerms terms;
  private final Predicate<LocalDate> calendar;
  private final Map<LocalDate, Boolean> known = new HashMap<>();
  private final TreeMap<LocalDate, TreeSet<Waiting>> byLastDay = new TreeMap<>();
  private int hosts;

  private UptimeSpread(
      UptimeTerms terms, Map<HostId, Instant> since, Predicate<LocalDate> calendar) {
    this.terms = terms;
    this.calendar = calendar;
    since.forEach((host, up) -> add(new Waiting(host, up)));
  }

  private record Waiting(HostId host, Instant since) {}

  /**
   * A day of the plan.
   *
   * @param open whether hosts can go down in it
   * @param hosts the hosts that are rebooted in it
   */
  public record Day(LocalDate date, boolean open, List<HostId> hosts) {

    public Day {
      hosts = List.copyOf(hosts);
    }
  }

  /**
   * Returns which hosts are rebooted today, and which on the days to come if all goes as planned.
   *
   * @param since since when each host is up
   * @param calendar says whether hosts can go down on a day, from today on
   * @param days how many days are planned, today among them
   */
  public static List<Day> plan(
      UptimeTerms terms,
      Map<HostId, Instant> since,
      Predicate<LocalDate> calendar,
      Instant now,
      int days) {
    UptimeSpread spread = new UptimeSpread(terms, since, calendar);
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    List<Day> plan = new ArrayList<>();
    for (int i = 0; i < days; i++) {
      LocalDate date = today.plusDays(i);
      plan.add(spread.take(date, i == 0 ? now : date.atStartOfDay(ZoneOffset.UTC).toInstant()));
    }
    return plan;
  }

  /** Takes the hosts of the day, which are up anew from then on. */
  private Day take(LocalDate date, Instant now) {
    if (!isOpen(date)) {
      return new Day(date, false, List.of());
    }
    List<Waiting> taken = first(wanted(date), now);
    for (Waiting host : taken) {
      remove(host);
    }
    taken.forEach(host -> add(new Waiting(host.host(), now)));
    return new Day(date, true, taken.stream().map(Waiting::host).toList());
  }

  /** Returns how many hosts the day has to take. */
  private int wanted(LocalDate date) {
    int perDay = Math.min(perDay(date), mostPerDay(date));
    int due = dueBefore(date);
    int open = 0;
    int wanted = 0;
    LocalDate last = lastDay(date);
    for (LocalDate day = date; !day.isAfter(last); day = day.plusDays(1)) {
      open += isOpen(day) ? 1 : 0;
      due += dueOn(day);
      wanted = Math.max(wanted, due - perDay * (open - 1));
    }
    return Math.min(wanted, perDay);
  }

  /** Returns the least number of hosts a day with which no host is late. */
  private int perDay(LocalDate date) {
    int due = dueBefore(date);
    int open = 0;
    int perDay = 0;
    LocalDate last = lastDay(date);
    for (LocalDate day = date; !day.isAfter(last); day = day.plusDays(1)) {
      open += isOpen(day) ? 1 : 0;
      due += dueOn(day);
      perDay = Math.max(perDay, UptimeTerms.ceiling(due, open));
    }
    return perDay;
  }

  private int mostPerDay(LocalDate date) {
    int open = 0;
    for (int i = 0; i < terms.spreadDays(); i++) {
      open += isOpen(date.plusDays(i)) ? 1 : 0;
    }
    return terms.mostPerDay(hosts, open);
  }

  private List<Waiting> first(int wanted, Instant now) {
    List<Waiting> first = new ArrayList<>();
    for (TreeSet<Waiting> alike : byLastDay.values()) {
      for (Waiting host : alike) {
        if (first.size() == wanted) {
          return first;
        }
        if (!terms.isTooYoung(host.since(), now)) {
          first.add(host);
        }
      }
    }
    return first;
  }

  private LocalDate lastDay(LocalDate date) {
    return byLastDay.isEmpty() || byLastDay.lastKey().isBefore(date) ? date : byLastDay.lastKey();
  }

  private int dueBefore(LocalDate date) {
    return byLastDay.headMap(date).values().stream().mapToInt(TreeSet::size).sum();
  }

  private int dueOn(LocalDate date) {
    TreeSet<Waiting> due = byLastDay.get(date);
    return due == null ? 0 : due.size();
  }

  private boolean isOpen(LocalDate date) {
    return known.computeIfAbsent(date, calendar::test);
  }

  private void add(Waiting host) {
    byLastDay
        .computeIfAbsent(terms.lastDay(host.since()), day -> new TreeSet<>(BY_CHANCE))
        .add(host);
    hosts++;
  }

  private void remove(Waiting host) {
    LocalDate day = terms.lastDay(host.since());
    TreeSet<Waiting> alike = byLastDay.get(day);
    if (alike != null && alike.remove(host)) {
      hosts--;
      if (alike.isEmpty()) {
        byLastDay.remove(day);
      }
    }
  }

  /** The finalizer of MurmurHash3 over both halves of the id. */
  private static long mixed(HostId host) {
    long bits = host.value().getMostSignificantBits() ^ host.value().getLeastSignificantBits();
    bits = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
    bits = (bits ^ (bits >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return bits ^ (bits >>> 33);
  }
}
