package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.KexecSystem.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * An image that is loaded for a moment, while the host is made ready. It is written down first, so
 * that one which an agent could not unload, or died before, is unloaded later.
 */
final class TrialLoad {
  private final KexecSystem system;
  private final Path record;

  /** What is done while the image may be loaded. */
  interface Load {
    void run() throws RefusedException, IOException;
  }

  /** The same, where something comes of it. */
  interface Call<T> {
    T run() throws RefusedException, IOException;
  }

  TrialLoad(KexecSystem system, Path stateDirectory) {
    this.system = system;
    this.record = stateDirectory.resolve("trial-load");
  }

  /**
   * Loads, and unloads whatever came of it.
   *
   * @throws io.fleetfoot.agent.kexec.KexecException if one of them did not work; {@link #settle}
   *     tries the second again
   */
  void run(Target target, String bootId, Load load) throws RefusedException, IOException {
    var _unused =
        call(
            target,
            bootId,
            () -> {
              load.run();
              return target;
            });
  }

  /** Does the same and returns what came of it. */
  <T> T call(Target target, String bootId, Call<T> load) throws RefusedException, IOException {
    DurableFile.write(record, bootId + "\n" + target);
    try {
      return load.run();
    } finally {
      system.unload(target);
      Files.delete(record);
    }
  }

  /**
   * Unloads what was left loaded in the running boot; harmless when nothing was.
   *
   * @throws io.fleetfoot.agent.kexec.KexecException if it still cannot be unloaded
   */
  void settle(Supplier<String> bootId) throws IOException {
    if (!Files.exists(record)) {
      return;
    }
    List<String> left = Files.readAllLines(record, StandardCharsets.UTF_8);
    for (Target target : Target.values()) {
      if (left.equals(List.of(bootId.get(), target.name()))) {
        system.unload(target);
      }
    }
    Files.delete(record);
  }
}
