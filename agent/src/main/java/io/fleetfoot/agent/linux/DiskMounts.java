package io.fleetfoot.agent.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The file systems on disks that are mounted for writing, and their way to read-only and back. */
class DiskMounts {
  // include/uapi/linux/mount.h
  private static final long MS_RDONLY = 1;
  private static final long MS_REMOUNT = 32;
  // a remount that does not repeat these takes them away
  private static final Map<String, Long> KEPT =
      Map.of(
          "nosuid", 2L,
          "nodev", 4L,
          "noexec", 8L,
          "sync", 16L,
          "noatime", 1024L,
          "nodiratime", 2048L,
          "relatime", 1L << 21);

  private final HostFiles files;

  /**
   * A file system.
   *
   * @param flags of mount(2), by which it is mounted besides being writable
   */
  record Mount(String target, long flags) {}

  DiskMounts(HostFiles files) {
    this.files = files;
  }

  /**
   * Makes those read-only that nobody writes to, the last mounted first; the kernel refuses the
   * others, and they stay as they are.
   *
   * @return what is read-only now, to be made writable again
   */
  List<Mount> close() {
    List<Mount> closed = new ArrayList<>();
    List<Mount> writable = writable(files.text("/proc/self/mounts").orElse(""));
    for (int i = writable.size() - 1; i >= 0; i--) {
      Mount mount = writable.get(i);
      if (remount(mount.target(), mount.flags() | MS_REMOUNT | MS_RDONLY)) {
        closed.add(mount);
      }
    }
    return closed;
  }

  /** Makes them writable again. */
  void open(List<Mount> closed) {
    for (Mount mount : closed) {
      if (!remount(mount.target(), mount.flags() | MS_REMOUNT)) {
        System.getLogger(DiskMounts.class.getName())
            .log(
                System.Logger.Level.ERROR,
                "{0} stays read-only, error {1}; mount -o remount,rw {0}",
                mount.target(),
                SystemCalls.errno());
      }
    }
  }

  /** Returns what is mounted for writing from a device, each file system once. */
  static List<Mount> writable(String mounts) {
    List<String> devices = new ArrayList<>();
    List<Mount> found = new ArrayList<>();
    for (String line : mounts.lines().toList()) {
      String[] fields = line.split(" ");
      boolean disk = fields.length > 3 && fields[0].startsWith("/dev/");
      if (disk && !devices.contains(fields[0]) && options(fields[3]).anyMatch("rw"::equals)) {
        devices.add(fields[0]);
        long flags = options(fields[3]).mapToLong(option -> KEPT.getOrDefault(option, 0L)).sum();
        found.add(new Mount(unescape(fields[1]), flags));
      }
    }
    return found;
  }

  private static Stream<String> options(String field) {
    return Stream.of(field.split(","));
  }

  // Documentation/filesystems/proc.rst: blanks are octal escapes
  private static String unescape(String path) {
    return path.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
  }

  /** Remounts; for tests to replace. */
  boolean remount(String target, long flags) {
    byte[] path = (target + "\0").getBytes(StandardCharsets.UTF_8);
    try (Memory memory = new Memory(path.length)) {
      memory.write(0, path, 0, path.length);
      return SystemCalls.syscall(SystemCalls.MOUNT, 0, Pointer.nativeValue(memory), 0, flags, 0, 0)
          == 0;
    }
  }
}
