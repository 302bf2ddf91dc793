package io.fleetfoot.agent.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.fleetfoot.agent.kexec.FilePlacement;
import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.PhysicalMemory;
import io.fleetfoot.agent.kexec.Segment;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The running kernel, asked by system calls. */
public final class LinuxKexec implements KexecSystem {
  private final HostFiles files;
  private final TimestampCounter counter;
  private final long quickFlag;

  /**
   * Takes the root of the file system and the counter that phases are timed with.
   *
   * @param quickFlag what kexec_load(2) calls KEXEC_QUICK on this host's kernel
   */
  public LinuxKexec(HostFiles files, TimestampCounter counter, long quickFlag) {
    this.files = files;
    this.counter = counter;
    this.quickFlag = quickFlag;
  }

  @Override
  public void load(Target target, long entry, List<Segment> segments) {
    if (segments.isEmpty()) {
      throw new IllegalArgumentException("no segments: that would be an unload");
    }
    try (Memory table = new Memory(segments.size() * Kexec.SEGMENT_SIZE)) {
      List<Pointer> sources =
          segments.stream().map(Segment::source).map(Native::getDirectBufferPointer).toList();
      for (int i = 0; i < segments.size(); i++) {
        Segment segment = segments.get(i);
        long at = i * Kexec.SEGMENT_SIZE;
        table.setPointer(at, sources.get(i));
        table.setLong(at + 8, segment.source().remaining());
        table.setLong(at + 16, segment.destination().start());
        table.setLong(at + 24, segment.destination().size());
      }
      kexecLoad(entry, segments.size(), Pointer.nativeValue(table), flags(target));
    } finally {
      Reference.reachabilityFence(segments);
    }
  }

  @Override
  public void loadFile(
      Path kernel, Optional<Path> initrd, String commandLine, FilePlacement placement) {
    long flags = placement == FilePlacement.OUTSIDE_CMA ? Kexec.KEXEC_FILE_NO_CMA : 0;
    try (OpenFile kernelFile = OpenFile.read(kernel)) {
      if (initrd.isEmpty()) {
        kexecFileLoad(
            kernelFile.descriptor(), -1, commandLine, flags | Kexec.KEXEC_FILE_NO_INITRAMFS);
        return;
      }
      try (OpenFile initrdFile = OpenFile.read(initrd.get())) {
        kexecFileLoad(kernelFile.descriptor(), initrdFile.descriptor(), commandLine, flags);
      }
    }
  }

  @Override
  public void unload(Target target) {
    kexecLoad(0, 0, 0, flags(target));
  }

  @Override
  public boolean loaded(Target target) {
    String file =
        switch (target) {
          case CRASH -> "/sys/kernel/kexec_crash_loaded";
          case QUICK, NORMAL -> "/sys/kernel/kexec_loaded";
        };
    return files.line(file).map("1"::equals).orElse(false);
  }

  @Override
  public PhysicalMemory physicalMemory() {
    return Kcore.open(files.path("/proc/kcore"));
  }

  @Override
  public long availableMemory() {
    return HostTexts.availableMemory(files.required("/proc/meminfo"));
  }

  @Override
  public long contiguousMemory() {
    return HostTexts.contiguousMemory(files.required("/proc/meminfo"));
  }

  @Override
  public long timestampCounter() {
    return counter.read();
  }

  @Override
  public void syncFilesystems() {
    SystemCalls.syscall(SystemCalls.SYNC, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public void reboot() {
    SystemCalls.syscall(
        SystemCalls.REBOOT,
        Kexec.LINUX_REBOOT_MAGIC1,
        Kexec.LINUX_REBOOT_MAGIC2,
        Kexec.LINUX_REBOOT_CMD_KEXEC,
        0,
        0,
        0);
    throw new KexecException("reboot(LINUX_REBOOT_CMD_KEXEC)", SystemCalls.errno());
  }

  private long flags(Target target) {
    return switch (target) {
      case CRASH -> Kexec.KEXEC_ARCH_X86_64 | Kexec.KEXEC_ON_CRASH;
      case QUICK -> Kexec.KEXEC_ARCH_X86_64 | quickFlag;
      case NORMAL -> Kexec.KEXEC_ARCH_X86_64;
    };
  }

  private static void kexecLoad(long entry, long count, long table, long flags) {
    long result = SystemCalls.syscall(SystemCalls.KEXEC_LOAD, entry, count, table, flags, 0, 0);
    if (result != 0) {
      throw new KexecException(
          "kexec_load(entry=0x%x, %d segments, flags 0x%x)".formatted(entry, count, flags),
          SystemCalls.errno());
    }
  }

  private static void kexecFileLoad(long kernel, long initrd, String commandLine, long flags) {
    byte[] text = (commandLine + "\0").getBytes(StandardCharsets.US_ASCII);
    try (Memory line = new Memory(text.length)) {
      line.write(0, text, 0, text.length);
      long result =
          SystemCalls.syscall(
              SystemCalls.KEXEC_FILE_LOAD,
              kernel,
              initrd,
              text.length,
              Pointer.nativeValue(line),
              flags,
              0);
      if (result != 0) {
        throw new KexecException(
            "kexec_file_load(kernel, %s, command line of %d bytes, flags 0x%x)"
                .formatted(initrd < 0 ? "no initrd" : "initrd", text.length, flags),
            SystemCalls.errno());
      }
    }
  }
}
