package io.fleetfoot.agent.loop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a person has set about leaving and protecting the host.
 *
 * @param departure who is asked to leave
 * @param deadline how long systemd may take to stop this agent
 * @param watchdog {@code off}, {@code auto}, or the device
 * @param watchdogTimeout within which the next kernel's agent must be healthy
 * @param crashDumps {@code off}, {@code auto}, or the unit
 * @param commitCommand what makes a release the boot loader's default, in place of its own program
 */
public record ProtectionSettings(
    By departure,
    Duration deadline,
    String watchdog,
    Duration watchdogTimeout,
    String crashDumps,
    Optional<Path> commitCommand) {

  /** Who is asked to leave. */
  public enum By {
    /** systemd where it runs, else the kernel. */
    AUTO,
    /** systemd. */
    SYSTEMD,
    /** The kernel, by reboot(2). */
    DIRECT
  }
}
