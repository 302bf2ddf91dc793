package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.LoadPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /**
   * Takes back what was left on this host, each thing whatever becomes of the others; harmless when
   * nothing was.
   *
   * @param left an execution of the running boot, which did not happen
   * @throws IOException if something is still there, with why
   */
  void takeBack(Optional<Execution> left, String bootId) throws IOException {
    List<String> failures = new ArrayList<>();
    if (left.isPresent()) {
      tryTo(loaderOf(left.get())::callOff, failures);
    }
    // a boot loader that cannot write has not forgotten itself what it was told
    tryTo(firmware::callOff, failures);
    tryTo(() -> trial.settle(() -> bootId), failures);
    if (!failures.isEmpty()) {
      throw new IOException(String.join("; ", failures));
    }
  }

  /** One way to take something back. */
  private interface Undo {
    void run() throws IOException;
  }

  private static void tryTo(Undo undo, List<String> failures) {
    try {
      undo.run();
    } catch (IOException | KexecException e) {
      failures.add(String.valueOf(e instanceof KexecException ? e.getMessage() : e));
    }
  }

  /** An agent of another version may have known methods that this one does not. */
  private Loader loaderOf(Execution execution) {
    return of(LoadMethod.ofWireName(execution.method()).orElse(LoadMethod.NORMAL));
  }

  /** Returns what reboots by the firmware. */
  FirmwareLoader firmware() {
    return firmware;
  }
}
