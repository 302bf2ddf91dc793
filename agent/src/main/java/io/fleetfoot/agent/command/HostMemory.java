package io.fleetfoot.agent.command;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** What is known about the memory of the host that a command runs on. */
public interface HostMemory {

  /** Of a host that does not say. */
  HostMemory UNKNOWN =
      new HostMemory() {
        @Override
        public OptionalLong systemRam() {
          return OptionalLong.empty();
        }

        @Override
        public boolean hasQuickRegion(Optional<Path> config) {
          return false;
        }
      };

  /** Returns its RAM in bytes, where it is known. */
  OptionalLong systemRam();

  /**
   * Returns whether the running kernel has a region of quick kexec.
   *
   * @param config the agent's properties file that says what it is called, instead of the package's
   */
  boolean hasQuickRegion(Optional<Path> config);
}
