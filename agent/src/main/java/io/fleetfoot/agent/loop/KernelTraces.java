package io.fleetfoot.agent.loop;

import java.util.Optional;

/**
 * What the kernels themselves left behind of the way from one into the next.
 *
 * @param stamps /sys/kernel/kexec_stamps, which only the lab's kernels have
 * @param console the end of the old kernel's console, where ramoops kept it
 */
public record KernelTraces(Optional<String> stamps, Optional<String> console) {

  /** Most hosts have neither. */
  public static final KernelTraces NONE = new KernelTraces(Optional.empty(), Optional.empty());
}
