package io.fleetfoot.service.rollout.uptime;

import io.fleetfoot.service.fleet.HostId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;

/** A fleet of which each day reboots those whose turn it is, each at some time of the day. */
final class SimulatedUptimes {

  static final LocalDate FIRST = LocalDate.parse("2026-03-03");
  static final Instant START = FIRST.atStartOfDay(ZoneOffset.UTC).toInstant();

  private final UptimeTerms terms;
  private final Predicate<LocalDate> open;
  private final Random chance;
  final Map<HostId, Instant> since = new HashMap<>();
  final List<Integer> perDay = new ArrayList<>();
  final List<Duration> uptimesAtReboot = new ArrayList<>();
  private LocalDate today = FIRST;

  SimulatedUptimes(UptimeTerms terms, Predicate<LocalDate> open, long seed) {
    this.terms = terms;
    this.open = open;
    this.chance = new Random(seed);
  }

  /** Adds hosts, each up at START for a time of chance up to the longest. */
  SimulatedUptimes with(int hosts, Duration shortest, Duration longest) {
    for (int i = 0; i < hosts; i++) {
      long spread = longest.minus(shortest).toMillis();
      since.put(
          host(since.size()),
          START.minus(shortest).minusMillis((long) (chance.nextDouble() * spread)));
    }
    return this;
  }

  static HostId host(int number) {
    return new HostId(new UUID(7, number));
  }

  List<HostId> plan() {
    return UptimeSpread.plan(terms, since, open, now(), 1).get(0).hosts();
  }

  Instant now() {
    return today.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  LocalDate today() {
    return today;
  }

  /** Reboots the hosts, and lets the day pass. */
  void reboot(List<HostId> hosts) {
    for (HostId host : hosts) {
      Instant boot = now().plusMillis((long) (chance.nextDouble() * 86_399_999));
      uptimesAtReboot.add(Duration.between(since.get(host), boot));
      since.put(host, boot);
    }
    perDay.add(hosts.size());
    today = today.plusDays(1);
  }

  SimulatedUptimes run(int days) {
    for (int day = 0; day < days; day++) {
      reboot(plan());
    }
    return this;
  }
}
