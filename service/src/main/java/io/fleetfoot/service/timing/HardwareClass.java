package io.fleetfoot.service.timing;

import io.fleetfoot.service.fleet.Facts;
import io.fleetfoot.service.fleet.Labels;

/** Hosts whose reboots may be expected to take as long as each other's. */
public sealed interface HardwareClass {

  /** The label by which the owner of a host says its class. */
  String LABEL = "fleetfoot.io/hardware-class";

  /** Returns the class as operators read it, such as {@code x86_64-64G}. */
  String name();

  /** Returns the class that the host's label says, or else that of its architecture and memory. */
  static HardwareClass of(Facts facts, Labels labels) {
    return of(labels.values().getOrDefault(LABEL, ""), facts.architecture(), facts.memoryBytes());
  }

  /** Returns the class of the label's value, or where that is blank, of architecture and memory. */
  static HardwareClass of(String label, String architecture, long memoryBytes) {
    return label.isBlank()
        ? new Measured(architecture, MemorySize.of(memoryBytes))
        : new Labelled(label.strip());
  }

  /** A class that the owner named. */
  record Labelled(String name) implements HardwareClass {

    public Labelled {
      if (name.isBlank()) {
        throw new IllegalArgumentException("the name of a hardware class must not be blank");
      }
    }
  }

  /** A class that nobody named: what the agent says of the machine. */
  record Measured(String architecture, MemorySize memory) implements HardwareClass {

    @Override
    public String name() {
      return architecture + "-" + memory;
    }
  }
}
