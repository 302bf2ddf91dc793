package io.fleetfoot.service.kubernetes;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.scheduler.HostLoad;
import io.fleetfoot.service.scheduler.Hosts;

/** A host carries load if it is a node. */
final class NodeHostLoad implements HostLoad {

  private final Hosts hosts;

  NodeHostLoad(Hosts hosts) {
    this.hosts = hosts;
  }

  @Override
  public boolean isOn(HostId host) {
    return NodeLabels.nodeName(hosts.get(host).labels()).isPresent();
  }
}
