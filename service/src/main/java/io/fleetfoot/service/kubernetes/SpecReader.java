package io.fleetfoot.service.kubernetes;

import io.fleetfoot.service.fleet.HostSelector;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.rollout.RolloutSpec;
import io.fleetfoot.service.rollout.spec.BootDeadlines;
import io.fleetfoot.service.rollout.spec.Circumstances;
import io.fleetfoot.service.rollout.spec.Fault;
import io.fleetfoot.service.rollout.spec.InvalidSpecException;
import io.fleetfoot.service.rollout.spec.RolloutFields;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * Reads what a KernelRollout asks for. It judges all that the CRD's schema and CEL rules judge, for
 * an API server may be too old for them, and what they cannot say.
 */
final class SpecReader {

  private static final String ROOT = "spec";
  private static final String NAME = "name";
  private static final String KERNEL_IMAGE = "kernelImage";

  /** Stands for a kernel image that is not known, so that the rest can be judged. */
  private static final UUID UNKNOWN = new UUID(0, 0);

  private final BootDeadlines usual;
  private final InstantSource clock;
  private final Circumstances circumstances;

  SpecReader(BootDeadlines usual, InstantSource clock, Circumstances circumstances) {
    this.usual = usual;
    this.clock = clock;
    this.circumstances = circumstances;
  }

  /**
   * Returns the rollout that is asked for; it chooses nodes only.
   *
   * @param images returns the kernel image with an id or name, or throws IllegalArgumentException
   * @throws InvalidSpecException if it asks for what cannot be, with every fault
   */
  RolloutSpec read(String name, KernelRolloutSpec spec, Function<String, KernelImageId> images) {
    List<Fault> faults = new ArrayList<>();
    Map<String, Object> fields = new LinkedHashMap<>(spec.fields());
    if (fields.put(NAME, name) != null) {
      faults.add(new Fault(ROOT + "." + NAME, "is not known here; metadata.name is its name"));
    }
    Object image = fields.get(KERNEL_IMAGE);
    if (image instanceof String idOrName) {
      fields.put(KERNEL_IMAGE, id(idOrName, images, faults).toString());
    }
    RolloutSpec read = read(fields, faults);
    if (!faults.isEmpty()) {
      throw new InvalidSpecException(faults);
    }
    return read;
  }

  private static UUID id(
      String idOrName, Function<String, KernelImageId> images, List<Fault> faults) {
    try {
      return images.apply(idOrName).value();
    } catch (IllegalArgumentException e) {
      faults.add(new Fault(ROOT + "." + KERNEL_IMAGE, String.valueOf(e.getMessage())));
      return UNKNOWN;
    }
  }

  /** What is said of a path already is not said again: an unknown image has no known id either. */
  private RolloutSpec read(Map<String, Object> fields, List<Fault> faults) {
    try {
      RolloutSpec read = RolloutFields.of(usual, clock.instant()).read(ROOT, fields, circumstances);
      if (read.selector().matchLabels().containsKey(NodeLabels.IS_NODE)) {
        faults.add(
            new Fault(
                ROOT + ".selector.matchLabels",
                NodeLabels.IS_NODE + " is the controller's own label and is always matched"));
      }
      return ofNodes(read);
    } catch (InvalidSpecException e) {
      List<String> named = faults.stream().map(Fault::path).toList();
      e.faults().stream().filter(fault -> !named.contains(fault.path())).forEach(faults::add);
      throw new InvalidSpecException(faults);
    }
  }

  private static RolloutSpec ofNodes(RolloutSpec spec) {
    Map<String, String> labels = new HashMap<>(spec.selector().matchLabels());
    labels.put(NodeLabels.IS_NODE, "true");
    return spec.over(new HostSelector(labels, spec.selector().matchExpressions()));
  }
}
