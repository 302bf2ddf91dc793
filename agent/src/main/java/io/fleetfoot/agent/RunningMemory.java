package io.fleetfoot.agent;

import io.fleetfoot.agent.command.HostMemory;
import io.fleetfoot.agent.kexec.ReservedRegion;
import io.fleetfoot.agent.memory.MemoryMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The memory of this host, with the names of the agent's configuration.
 *
 * @param map reads /proc/iomem
 */
record RunningMemory(Supplier<MemoryMap> map) implements HostMemory {

  @Override
  public OptionalLong systemRam() {
    long bytes = map.get().systemRamSize();
    return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  /**
   * Returns whether the running kernel has a region of quick kexec.
   *
   * @throws InvalidConfigException if that file cannot be read
   */
  @Override
  public boolean hasQuickRegion(Optional<Path> config) {
    String name =
        config
            .or(() -> Optional.of(Diagnosis.CONFIG_FILE).filter(Files::exists))
            .map(AgentConfig::quickRegion)
            .orElse(ReservedRegion.QUICK_KEXEC);
    return ReservedRegion.highestNamed(name, map.get()).isPresent();
  }
}
