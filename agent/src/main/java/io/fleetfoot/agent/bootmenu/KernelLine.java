package io.fleetfoot.agent.bootmenu;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a boot loader's line says of the kernel that it starts. */
final class KernelLine {
  // kernel-command-line(7) and systemd(1), "rescue" and "emergency"; "recovery" is Ubuntu's
  private static final Set<String> RESCUE =
      Set.of(
          "single",
          "s",
          "S",
          "1",
          "rescue",
          "emergency",
          "-b",
          "recovery",
          "systemd.unit=rescue.target",
          "systemd.unit=emergency.target");

  private KernelLine() {}

  /**
   * Returns the release that a kernel's path has in it: {@code /boot/vmlinuz-RELEASE}, or {@code
   * /MACHINE-ID/RELEASE/linux} as kernel-install has it. Every release begins with a digit, so
   * {@code vmlinuz-linux} tells none.
   */
  static Optional<String> release(String path) {
    String[] names = path.split("/");
    String file = names[names.length - 1];
    String release =
        file.equals("linux") && names.length > 1
            ? names[names.length - 2]
            : file.startsWith("vmlinuz-") ? file.substring("vmlinuz-".length()) : "";
    return Optional.of(release).filter(text -> text.matches("[0-9].*"));
  }

  /** Returns whether a host that is started so comes up for a person at its console alone. */
  static boolean isRescue(String parameters) {
    return Stream.of(parameters.strip().split("\\s+")).anyMatch(RESCUE::contains);
  }
}
