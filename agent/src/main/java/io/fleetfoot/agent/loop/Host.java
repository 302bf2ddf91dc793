package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.image.PageRelease;
import io.fleetfoot.agent.image.SetupData;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.reserve.BootFiles;
import java.util.List;

/** What the loop asks of the machine besides kexec. */
public interface Host extends PageRelease {

  /** Reads the facts as they are now. */
  HostFacts facts();

  /**
   * Reads what the next kernel must be told about the machine.
   *
   * @throws IllegalArgumentException if the firmware's memory map cannot be understood
   */
  Handover handover();

  /** Reads the setup_data nodes that this kernel was started with. */
  List<SetupData> setupData();

  /** Reads this kernel's clocks, to place its start on the axis of the time stamp counter. */
  ClockReading clocks();

  /** Reads what the kernels left behind of the way into this one. */
  KernelTraces traces();

  /** Writes a line to the kernel log, which whoever reads this kernel's console sees. */
  void writeToKernelLog(String line);

  /** Returns the boot loader's files. */
  BootFiles bootFiles();

  /** Takes memory outside of the Java heap that is never swapped out or dumped, zeroed. */
  ScratchMemory allocate(long bytes);
}
