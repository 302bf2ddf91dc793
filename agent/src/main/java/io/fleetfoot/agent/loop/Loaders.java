package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.LoadPolicy;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The methods of this host, each with what does it. */
final class Loaders {
  private final Map<LoadMethod, Loader> loaders = new EnumMap<>(LoadMethod.class);
  private final FirmwareLoader firmware;
  private final TrialLoad trial;

  Loaders(
      Host host,
      KexecSystem system,
      RandomGenerator random,
      LoadSettings settings,
      Path stateDirectory) {
    this.firmware = new FirmwareLoader(host.bootFiles(), stateDirectory);
    this.trial = new TrialLoad(system, stateDirectory);
    List.of(
            SlotLoader.quick(settings.quickRegion(), host, system, trial, random),
            SlotLoader.reserved(host, system, trial, random),
            new FileLoader(system, trial),
            new NormalLoader(host, system, random),
            firmware)
        .forEach(loader -> loaders.put(loader.method(), loader));
  }

  /** Returns what does a method. */
  Loader of(LoadMethod method) {
    return Optional.ofNullable(loaders.get(method)).orElseThrow();
  }

  /** Returns what a policy allows, the best first. */
  List<Loader> allowedBy(LoadPolicy policy) {
    return policy.methods().stream().map(this::of).toList();
  }

  /** Returns what knows of images that were loaded for a moment. */
  TrialLoad trial() {
    return trial;
  }

  /** Returns what reboots by the firmware. */
  FirmwareLoader firmware() {
    return firmware;
  }
}
