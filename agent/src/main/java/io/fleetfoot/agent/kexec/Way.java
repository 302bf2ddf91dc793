package io.fleetfoot.agent.kexec;

/** How a host is left. */
public enum Way {
  /** Into the image that is loaded: {@link KexecSystem#reboot()}. */
  KEXEC,
  /** Into the firmware and its boot loader: {@link KexecSystem#restart()}. */
  FIRMWARE
}
