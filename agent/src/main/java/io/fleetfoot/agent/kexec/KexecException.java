package io.fleetfoot.agent.kexec;

import java.util.Map;

/**
 * Says which system call failed and how, as {@code kexec_load(entry=0x…, 4 segments, flags 0x…) =
 * EBUSY}.
 */
public class KexecException extends RuntimeException {

  // include/uapi/asm-generic/errno-base.h and errno.h
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1, "EPERM"),
          Map.entry(2, "ENOENT"),
          Map.entry(5, "EIO"),
          Map.entry(8, "ENOEXEC"),
          Map.entry(11, "EAGAIN"),
          Map.entry(12, "ENOMEM"),
          Map.entry(13, "EACCES"),
          Map.entry(14, "EFAULT"),
          Map.entry(16, "EBUSY"),
          Map.entry(19, "ENODEV"),
          Map.entry(22, "EINVAL"),
          Map.entry(38, "ENOSYS"),
          Map.entry(61, "ENODATA"),
          Map.entry(65, "ENOPKG"),
          Map.entry(74, "EBADMSG"),
          Map.entry(99, "EADDRNOTAVAIL"),
          Map.entry(126, "ENOKEY"),
          Map.entry(127, "EKEYEXPIRED"),
          Map.entry(128, "EKEYREVOKED"),
          Map.entry(129, "EKEYREJECTED"));

  private final int errno;

  /** Takes the call as text and its error number. */
  public KexecException(String call, int errno) {
    super(call + " = " + NAMES.getOrDefault(errno, "errno " + errno));
    this.errno = errno;
  }

  /** Takes the call as text and the error number and cause. */
  public KexecException(String call, int errno, Throwable cause) {
    this(call, errno);
    initCause(cause);
  }

  /** Returns the error number. */
  public int errno() {
    return errno;
  }
}
