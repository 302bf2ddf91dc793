package io.fleetfoot.service.scheduler;

import io.fleetfoot.service.fleet.HostCheckup;
import io.fleetfoot.service.fleet.HostFinding;
import io.fleetfoot.service.fleet.HostId;
import java.util.List;
import java.util.Optional;

/** Keeps what the agents' checks find on their hosts. */
public interface HostCheckups {

  /** Keeps these findings, reported now, in place of those before. */
  void save(HostId host, List<HostFinding> findings);

  /** Returns what was found last, by check, or nothing if the host's agent has not said. */
  Optional<HostCheckup> find(HostId host);

  /** Returns on how many hosts each check finds something, by check and severity. */
  List<CheckCount> count();

  /** On how many hosts a check finds something of that severity. */
  record CheckCount(String check, HostFinding.Severity severity, int hosts) {}
}
