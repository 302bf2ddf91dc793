package io.fleetfoot.service.timing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The hosts that other rollouts have, as one run draws when each of them is free. */
final class Turns {

  /** So many hosts of a kind that can go down from the time on. */
  record Free(long time, int kind, int hosts) {}

  private final List<List<Free>> waves;

  Turns(int waves) {
    this.waves = Stream.<List<Free>>generate(ArrayList::new).limit(waves).toList();
  }

  void clear() {
    waves.forEach(List::clear);
  }

  void add(int wave, Free free) {
    waves.get(wave).add(free);
  }

  /** Returns the wave's hosts, the first that is free first. */
  List<Free> of(int wave) {
    List<Free> turns = waves.get(wave);
    turns.sort(Comparator.comparingLong(Free::time));
    return turns;
  }
}
