package io.fleetfoot.agent.preflight;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a person wants to know of a host besides what the agent needs for a reboot.
 *
 * @param security who may forbid kexec
 * @param kernel what the running kernel is set to
 * @param machine what the hardware is
 * @param boot what the firmware would start
 */
public record HostSurvey(Security security, Kernel kernel, Machine machine, Boot boot) {

  /**
   * What the firmware would start.
   *
   * @param loader the boot loader, as people call it; absent where it is none that we know
   * @param byDefault the release it starts when nobody chooses, where its files say so
   * @param offersRunning whether it offers the running kernel
   * @param taken the setting by which a plain reboot does not reach it, if there is one
   */
  public record Boot(
      Optional<String> loader,
      Optional<String> byDefault,
      boolean offersRunning,
      Optional<String> taken) {}

  /**
   * Who may forbid kexec.
   *
   * @param lockdownShown whether /sys/kernel/security/lockdown is there
   * @param secureBoot what the firmware says, absent where it does not
   */
  public record Security(boolean lockdownShown, Optional<Boolean> secureBoot) {}

  /**
   * What the running kernel is set to.
   *
   * @param kexecLoaded whether an image for the next {@code reboot} is loaded
   * @param panicSeconds sysctl kernel.panic, absent where it cannot be read
   * @param modules the loaded modules
   * @param kdump which package loads crash images on this host
   * @param rootDevice whether what root= names is there, absent where it names no device by id
   */
  public record Kernel(
      boolean kexecLoaded,
      OptionalLong panicSeconds,
      Set<String> modules,
      Optional<String> kdump,
      Optional<Boolean> rootDevice) {

    /** Copies the set. */
    public Kernel {
      modules = Set.copyOf(modules);
    }
  }

  /**
   * What the hardware is.
   *
   * @param vendor of the firmware's DMI table, empty where there is none
   * @param product of the firmware's DMI table, empty where there is none
   * @param processorFlags the flags of the first processor
   * @param watchdogs what the hardware watchdogs call themselves
   * @param virtualFunctions how many SR-IOV functions are handed out
   * @param vfio whether a device belongs to a program or guest by VFIO
   */
  public record Machine(
      String vendor,
      String product,
      Set<String> processorFlags,
      List<String> watchdogs,
      int virtualFunctions,
      boolean vfio) {

    /** Copies the collections. */
    public Machine {
      processorFlags = Set.copyOf(processorFlags);
      watchdogs = List.copyOf(watchdogs);
    }
  }
}
