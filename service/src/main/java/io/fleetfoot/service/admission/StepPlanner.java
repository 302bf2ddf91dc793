package io.fleetfoot.service.admission;

import io.fleetfoot.service.fleet.HostId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Divides hosts into steps, each as large as the limits allow and in the hosts' order, on the
 * assumption that the hosts of a step are up again before the next.
 *
 * <p>Hosts with equal footprints queue together, so that what a step costs grows with the hosts
 * that it takes and the queues that it passes over, and not with the hosts that wait.
 */
public final class StepPlanner {

  private final Occupancy occupancy;
  private final TreeMap<Integer, Queue> waiting = new TreeMap<>();
  private final Map<Cell, List<Queue>> queuesOf = new HashMap<>();
  private final Set<Cell> common;
  private final Map<HostId, Verdict.No> unplaced = new LinkedHashMap<>();

  /**
   * The steps of some hosts.
   *
   * @param unplaced the hosts that no step can take while what is down now stays down, and why
   */
  public record Steps(List<Step> steps, Map<HostId, Verdict.No> unplaced) {}

  private record Numbered(int number, HostId host) {}

  private record Queue(Footprint footprint, Deque<Numbered> hosts) {

    int next() {
      return hosts.getFirst().number();
    }
  }

  private StepPlanner(Occupancy occupancy, List<FleetHost> hosts) {
    this.occupancy = occupancy;
    Map<Footprint, Queue> queues = new LinkedHashMap<>();
    for (int number = 0; number < hosts.size(); number++) {
      FleetHost host = hosts.get(number);
      if (host.isUnavailable()) {
        unplaced.put(host.id(), new Verdict.No(Constraint.HOST_UP, "the host is down already"));
      } else {
        queues
            .computeIfAbsent(
                occupancy.footprintOf(host), footprint -> new Queue(footprint, new ArrayDeque<>()))
            .hosts()
            .add(new Numbered(number, host.id()));
      }
    }
    queues.values().forEach(this::enqueue);
    this.common = common(queues.keySet());
  }

  /** Returns the steps of the hosts; the occupancy is as it was when this returns. */
  public static Steps plan(Occupancy occupancy, List<FleetHost> hosts) {
    return new StepPlanner(occupancy, hosts).plan();
  }

  private void enqueue(Queue queue) {
    waiting.put(queue.next(), queue);
    for (Cell cell : queue.footprint().cells()) {
      if (cell.counted() != cell) {
        queuesOf.computeIfAbsent(cell, key -> new ArrayList<>()).add(queue);
      }
    }
  }

  /** Returns the cells in which every host is counted: when one is full, a step is. */
  private static Set<Cell> common(Collection<Footprint> footprints) {
    @Nullable Set<Cell> common = null;
    for (Footprint footprint : footprints) {
      Set<Cell> counted = new HashSet<>();
      footprint.cells().forEach(cell -> counted.add(cell.counted()));
      if (common == null) {
        common = counted;
      } else {
        common.retainAll(counted);
      }
    }
    return common == null ? Set.of() : common;
  }

  private Steps plan() {
    List<Step> steps = new ArrayList<>();
    while (!waiting.isEmpty()) {
      List<HostId> hosts = fill();
      if (!hosts.isEmpty()) {
        steps.add(new Step(hosts, occupancy.counts()));
        occupancy.release();
      }
    }
    return new Steps(steps, unplaced);
  }

  private List<HostId> fill() {
    List<HostId> step = new ArrayList<>();
    List<Queue> passed = new ArrayList<>();
    Set<Footprint> taken = new HashSet<>();
    boolean more = true;
    while (more && !waiting.isEmpty()) {
      Queue queue = waiting.firstEntry().getValue();
      Cell full = queue.footprint().full();
      if (full == null) {
        step.add(take(queue, taken));
      } else if (step.isEmpty()) {
        leaveOut(queue, full.no());
      } else if (common.contains(full)) {
        fillEntered(full, step, taken);
        more = false;
      } else {
        waiting.remove(queue.next());
        passed.add(queue);
      }
    }
    passed.forEach(queue -> waiting.put(queue.next(), queue));
    return step;
  }

  /**
   * Goes on in the domains in which the step is already, where no further domain may be entered.
   */
  private void fillEntered(Cell full, List<HostId> step, Set<Footprint> taken) {
    TreeMap<Integer, Queue> entered = new TreeMap<>();
    for (Footprint footprint : taken) {
      for (Cell cell : footprint.cells()) {
        if (cell.counted() == full && cell != full) {
          queuesOf.getOrDefault(cell, List.of()).stream()
              .filter(queue -> !queue.hosts().isEmpty() && waiting.containsKey(queue.next()))
              .forEach(queue -> entered.put(queue.next(), queue));
        }
      }
    }
    while (!entered.isEmpty()) {
      Queue queue = entered.pollFirstEntry().getValue();
      if (queue.footprint().full() == null) {
        step.add(take(queue, taken));
        if (!queue.hosts().isEmpty()) {
          entered.put(queue.next(), queue);
        }
      }
    }
  }

  private HostId take(Queue queue, Set<Footprint> taken) {
    waiting.remove(queue.next());
    occupancy.take(queue.footprint());
    taken.add(queue.footprint());
    HostId host = queue.hosts().removeFirst().host();
    if (!queue.hosts().isEmpty()) {
      waiting.put(queue.next(), queue);
    }
    return host;
  }

  private void leaveOut(Queue queue, Verdict.No no) {
    waiting.remove(queue.next());
    queue.hosts().forEach(host -> unplaced.put(host.host(), no));
  }
}
