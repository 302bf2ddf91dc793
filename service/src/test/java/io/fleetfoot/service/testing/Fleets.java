package io.fleetfoot.service.testing;

import io.fleetfoot.service.admission.FleetHost;
import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Fleets as limits see them. */
public final class Fleets {

  private Fleets() {}

  /** Returns the id of the host of the number. */
  public static HostId id(int number) {
    return new HostId(new UUID(1, number));
  }

  /** Returns a host that is up and in no rollout, with labels as key, value, key, value. */
  public static FleetHost up(int number, String... labels) {
    return host(number, false, false, labels);
  }

  /** Returns a host that is down and in no rollout. */
  public static FleetHost down(int number, String... labels) {
    return host(number, true, false, labels);
  }

  /** Returns a host that was admitted and is not proven yet. */
  public static FleetHost onItsWay(int number, String... labels) {
    return host(number, true, true, labels);
  }

  private static FleetHost host(int number, boolean down, boolean onItsWay, String... labels) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      values.put(labels[i], labels[i + 1]);
    }
    return new FleetHost(id(number), new Labels(values), down, onItsWay, null);
  }

  /** Returns hosts with racks, zones and tiers of chance, some without, some of them down. */
  public static List<FleetHost> ofChance(int hosts, Random chance) {
    int racks = 1 + chance.nextInt(6);
    double down = chance.nextInt(3) * 0.1;
    List<FleetHost> fleet = new ArrayList<>();
    for (int number = 0; number < hosts; number++) {
      Map<String, String> labels = new HashMap<>();
      if (chance.nextInt(8) > 0) {
        int rack = chance.nextInt(racks);
        labels.put("rack", "r" + rack);
        labels.put("zone", "z" + rack % 2);
      }
      labels.put("tier", "t" + chance.nextInt(3));
      boolean isDown = chance.nextDouble() < down;
      boolean onItsWay = isDown && chance.nextBoolean();
      fleet.add(new FleetHost(id(number), new Labels(labels), isDown, onItsWay, null));
    }
    return fleet;
  }
}
