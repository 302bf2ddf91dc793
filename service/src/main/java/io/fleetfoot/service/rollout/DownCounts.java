package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.FleetHost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts who is down over time, in all and in each domain. */
final class DownCounts {

  private static final int POINTS = 200;
  private static final String NO_DOMAIN = "";

  private final List<WhatIfResult.Point> points = new ArrayList<>();
  private final Map<String, Map<String, Integer>> now = new HashMap<>();
  private final Map<String, Map<String, Integer>> worst = new TreeMap<>();
  private int down;
  private int worstDown;

  DownCounts(Collection<String> topologyKeys, Collection<FleetHost> hosts, Instant at) {
    for (String key : topologyKeys) {
      now.put(key, new HashMap<>());
      worst.put(key, new TreeMap<>());
    }
    hosts.stream().filter(FleetHost::isUnavailable).forEach(host -> count(host, 1));
    note(at);
  }

  /** Counts a host that goes down, or comes up again. */
  void count(FleetHost host, int change) {
    down += change;
    worstDown = Math.max(worstDown, down);
    now.forEach(
        (key, domains) -> {
          String domain = host.labels().values().getOrDefault(key, NO_DOMAIN);
          int counted = domains.merge(domain, change, Integer::sum);
          worst.getOrDefault(key, new TreeMap<>()).merge(domain, counted, Math::max);
        });
  }

  /** Notes how many are down at the time. */
  void note(Instant at) {
    if (points.isEmpty() || points.get(points.size() - 1).down() != down) {
      points.add(new WhatIfResult.Point(at, down));
    }
  }

  int worstDown() {
    return worstDown;
  }

  Map<String, Map<String, Integer>> worstByDomain() {
    return worst;
  }

  /** Returns the points, of many the worst of each of {@value #POINTS} equal parts of the time. */
  List<WhatIfResult.Point> points() {
    if (points.size() <= POINTS) {
      return points;
    }
    Instant first = points.get(0).at();
    Duration part =
        Duration.between(first, points.get(points.size() - 1).at()).dividedBy(POINTS).plusMillis(1);
    Map<Long, WhatIfResult.Point> worstOfPart = new TreeMap<>();
    for (WhatIfResult.Point point : points) {
      worstOfPart.merge(
          Duration.between(first, point.at()).dividedBy(part),
          point,
          (one, other) -> one.down() >= other.down() ? one : other);
    }
    return List.copyOf(worstOfPart.values());
  }
}
