package io.fleetfoot.service.rollout.spec;

import java.util.List;
import java.util.stream.Collectors;

/** A spec that asks for what cannot be; it names every fault, not only the first. */
public class InvalidSpecException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient List<Fault> faults;

  /** Makes it of at least one fault. */
  public InvalidSpecException(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
    this.faults = List.copyOf(faults);
  }

  /** Returns the faults, in the order of the spec's fields. */
  public List<Fault> faults() {
    return faults;
  }
}
