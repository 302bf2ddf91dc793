package io.fleetfoot.service.admission;

import io.fleetfoot.service.fleet.HostId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every host of the fleet at one moment, those of no rollout too. */
public final class FleetSnapshot {

  private final Map<HostId, FleetHost> hosts;

  /** Makes the snapshot of these hosts. */
  public FleetSnapshot(Collection<FleetHost> hosts) {
    this(byId(hosts));
  }

  private FleetSnapshot(Map<HostId, FleetHost> hosts) {
    this.hosts = hosts;
  }

  /** Returns the snapshot of no host. */
  public static FleetSnapshot none() {
    return new FleetSnapshot(List.of());
  }

  /** Returns every host. */
  public Collection<FleetHost> hosts() {
    return hosts.values();
  }

  /** Returns the host. */
  public Optional<FleetHost> find(HostId id) {
    return Optional.ofNullable(hosts.get(id));
  }

  /** Returns this snapshot with those of the given hosts that it lacks. */
  public FleetSnapshot with(Collection<FleetHost> more) {
    Map<HostId, FleetHost> all = new LinkedHashMap<>(hosts);
    more.forEach(host -> all.putIfAbsent(host.id(), host));
    return all.size() == hosts.size() ? this : new FleetSnapshot(all);
  }

  private static Map<HostId, FleetHost> byId(Collection<FleetHost> hosts) {
    Map<HostId, FleetHost> byId = new LinkedHashMap<>(hosts.size() * 2);
    hosts.forEach(host -> byId.put(host.id(), host));
    return byId;
  }
}
