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

  Loaders(
      Host host,
      KexecSystem system,
      RandomGenerator random,
      LoadSettings settings,
      Path stateDirectory) {
    this.firmware = new FirmwareLoader(host.bootFiles(), stateDirectory);
    List.of(
            SlotLoader.quick(settings.quickRegion(), host, system, random),
            SlotLoader.reserved(host, system, random),
            new FileLoader(system),
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

  /** Returns what reboots by the firmware. */
  FirmwareLoader firmware() {
    return firmware;
  }
}
