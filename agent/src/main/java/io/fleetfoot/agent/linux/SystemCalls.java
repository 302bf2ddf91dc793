package io.fleetfoot.agent.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The system calls of x86_64 that the agent makes, through syscall(2) of the C library.
 *
 * <p>Every argument is 64 bits wide, so no register is left with what was in its upper half.
 */
final class SystemCalls {
  // arch/x86/entry/syscalls/syscall_64.tbl
  static final long WRITE = 1;
  static final long OPEN = 2;
  static final long MMAP = 9;
  static final long MPROTECT = 10;
  static final long MUNMAP = 11;
  static final long IOCTL = 16;
  static final long MLOCK = 149;
  static final long MADVISE = 28;
  static final long CLOSE = 3;
  static final long SYSLOG = 103;
  static final long SYNC = 162;
  static final long MOUNT = 165;
  static final long REBOOT = 169;
  static final long CLOCK_GETTIME = 228;
  static final long KEXEC_LOAD = 246;
  static final long PERF_EVENT_OPEN = 298;
  static final long KEXEC_FILE_LOAD = 320;

  // include/uapi/asm-generic/fcntl.h
  static final long O_RDONLY = 0;
  static final long O_CLOEXEC = 02000000;

  // include/uapi/asm-generic/mman-common.h, mman.h
  static final long PROT_READ = 1;
  static final long PROT_WRITE = 2;
  static final long PROT_EXEC = 4;
  static final long MAP_SHARED = 1;
  static final long MAP_PRIVATE = 2;
  static final long MAP_ANONYMOUS = 0x20;
  static final long MADV_DONTNEED = 4;
  static final long MADV_DONTDUMP = 16;

  // include/uapi/linux/time.h
  static final long CLOCK_MONOTONIC = 1;

  static final long PAGE_SIZE = 4096;

  static {
    Native.register(SystemCalls.class, NativeLibrary.getProcess());
  }

  private SystemCalls() {}

  /** Makes a system call; -1 is an error, whose number {@link #errno()} has. */
  static native long syscall(long number, long a, long b, long c, long d, long e, long f);

  /** Returns the error number of this thread's last system call. */
  static int errno() {
    return Native.getLastError();
  }
}
