package io.fleetfoot.agent.kexec;

import io.fleetfoot.agent.image.BootParams;
import io.fleetfoot.agent.image.SetupData;
import java.util.List;

/**
 * The few-page image that is loaded just before the reboot: machine code that stamps the record and
 * jumps to the staged kernel, with the boot_params, command line and setup_data it is started with.
 *
 * @param segments what the normal load takes; all lie in the launcher window
 * @param entry the physical address of the machine code
 */
public record Launcher(List<Segment> segments, long entry) {

  /** How many pages a launcher has at most. */
  public static final int MAX_PAGES = 7;

  /** Takes an unmodifiable copy. */
  public Launcher {
    segments = List.copyOf(segments);
  }

  /**
   * Assembles the launcher of {@code plan}.
   *
   * @param bootParams what the kernel is told; command line, initrd and setup_data are filled in
   * @param commandLine in ASCII, at most 2047 characters
   * @param record what the machine code stamps, the first setup_data node
   * @param others further setup_data nodes, such as the seed
   * @throws IllegalArgumentException if the command line is too long or not ASCII, or if it all
   *     takes more than {@value #MAX_PAGES} pages
   */
  public static Launcher assemble(
      KexecPlan plan,
      BootParams bootParams,
      String commandLine,
      LauncherRecord record,
      List<SetupData> others) {
    throw new UnsupportedOperationException();
  }
}
