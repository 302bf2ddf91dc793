package io.fleetfoot.agent.kexec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the agent asks of the running kernel. */
public interface KexecSystem {

  /** Which of the kernel's images a call is about. */
  enum Target {
    /** The image a panic would jump to, which lies in the reserved region. */
    CRASH,
    /**
     * The image reboot(2) jumps to, loaded straight into the "Quick kexec" region of a kernel that
     * has one.
     */
    QUICK,
    /** The image reboot(2) jumps to, which it first copies to where it belongs. */
    NORMAL
  }

  /**
   * Loads an image, in place of the one that {@code target} has: kexec_load(2).
   *
   * @throws KexecException if the kernel refuses
   */
  void load(Target target, long entry, List<Segment> segments);

  /**
   * Lets the kernel itself load a kernel file as the image reboot(2) jumps to, in place of the one
   * there is: kexec_file_load(2).
   *
   * @param initrd its initrd, absent for a kernel that needs none
   * @param placement where the kernel may put them
   * @throws KexecException if the kernel refuses
   */
  void loadFile(Path kernel, Optional<Path> initrd, String commandLine, FilePlacement placement);

  /**
   * Drops the image that {@code target} has, if any; bytes in the reserved region stay.
   *
   * @throws KexecException if the kernel refuses
   */
  void unload(Target target);

  /** Returns whether {@code target} has an image; QUICK and NORMAL are one and the same. */
  boolean loaded(Target target);

  /**
   * Opens RAM for reading.
   *
   * @throws KexecException if the kernel does not show it
   */
  PhysicalMemory physicalMemory();

  /**
   * Returns how many bytes the kernel keeps for contiguous allocations: CmaTotal of /proc/meminfo,
   * 0 where it has no such memory.
   */
  long contiguousMemory();

  /** Returns how many bytes of memory programs could still get: MemAvailable of /proc/meminfo. */
  long availableMemory();

  /** Returns the time stamp counter (rdtsc). */
  long timestampCounter();

  /** Writes what is buffered to the disks: sync(2). */
  void syncFilesystems();

  /**
   * Jumps into the normal image: reboot(2) with LINUX_REBOOT_CMD_KEXEC. Does not return.
   *
   * @throws KexecException if the kernel refuses, which is the only way this comes back
   */
  void reboot();
}
