package io.fleetfoot.service.rollout;

import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.fleet.HostAmount;
import io.fleetfoot.service.fleet.HostId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Divides hosts into waves: by the values of a label, or by amounts, of which a number takes so
 * many of the hosts that are left, and a percentage takes hosts until so many percent of all are in
 * some wave.
 */
public final class WavePlanner {

  private static final Comparator<@Nullable String> ABSENT_LAST =
      Comparator.nullsLast(Comparator.naturalOrder());

  private WavePlanner() {}

  /**
   * Returns the waves that the spec asks for, with the hosts of each in the order in which they are
   * to be admitted.
   *
   * @param hosts the hosts, by hostname
   * @throws UncoveredHostsException if the amounts leave hosts over
   */
  public static List<Wave> plan(RolloutSpec spec, List<FleetHost> hosts) {
    List<FleetHost> ordered = ordered(spec.policy().orderBy(), hosts);
    String partitionBy = spec.policy().partitionBy();
    return partitionBy == null
        ? plan(spec.waves(), ordered.stream().map(FleetHost::id).toList())
        : partitioned(partitionBy, ordered);
  }

  /**
   * Returns the waves of the hosts in their order; a wave that would be empty is left out.
   *
   * @throws UncoveredHostsException if the amounts leave hosts over
   */
  public static List<Wave> plan(List<HostAmount> amounts, List<HostId> hosts) {
    List<Wave> waves = new ArrayList<>();
    int planned = 0;
    for (HostAmount amount : amounts) {
      int end = Math.max(planned, end(amount, planned, hosts.size()));
      if (end > planned) {
        waves.add(new Wave(waves.size(), hosts.subList(planned, end)));
      }
      planned = end;
    }
    if (planned < hosts.size()) {
      throw new UncoveredHostsException(planned, hosts.size());
    }
    return waves;
  }

  private static int end(HostAmount amount, int planned, int total) {
    return amount.percent()
        ? amount.roundedUpOf(total)
        : (int) Math.min(total, (long) planned + amount.value());
  }

  /** Returns one wave for each value of the label, hosts without it last. */
  private static List<Wave> partitioned(String label, List<FleetHost> hosts) {
    TreeMap<@Nullable String, List<HostId>> parts = new TreeMap<>(ABSENT_LAST);
    for (FleetHost host : hosts) {
      parts.computeIfAbsent(value(host, label), value -> new ArrayList<>()).add(host.id());
    }
    List<Wave> waves = new ArrayList<>();
    parts.values().forEach(part -> waves.add(new Wave(waves.size(), part)));
    return waves;
  }

  private static List<FleetHost> ordered(List<String> labels, List<FleetHost> hosts) {
    List<FleetHost> ordered = new ArrayList<>(hosts);
    for (int last = labels.size() - 1; last >= 0; last--) {
      String label = labels.get(last);
      ordered.sort(Comparator.comparing(host -> value(host, label), ABSENT_LAST));
    }
    return ordered;
  }

  private static @Nullable String value(FleetHost host, String label) {
    return host.labels().values().get(label);
  }
}
