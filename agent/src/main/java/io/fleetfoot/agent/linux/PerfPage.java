package io.fleetfoot.agent.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.fleetfoot.agent.timing.PerfClock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The page that perf shows of an event, for how the kernel turns the counter into time. */
final class PerfPage {
  // include/uapi/linux/perf_event.h
  private static final int PERF_TYPE_SOFTWARE = 1;
  private static final long PERF_COUNT_SW_DUMMY = 9;
  private static final int PERF_ATTR_SIZE_VER0 = 64;
  private static final long ATTR_DISABLED_EXCLUDE_KERNEL_HV = 1 | 1 << 5 | 1 << 6;
  private static final long PERF_FLAG_FD_CLOEXEC = 8;

  // struct perf_event_mmap_page
  private static final int LOCK = 8;
  private static final int CAPABILITIES = 40;
  private static final int TIME_SHIFT = 50;
  private static final int TIME_MULT = 52;
  private static final int TIME_ZERO = 64;
  private static final long CAP_USER_TIME_ZERO = 1 << 4;

  private PerfPage() {}

  /** Reads the page, or nothing when the host has no perf or no stable counter. */
  static Optional<PerfClock> read() {
    long event;
    try (Memory attr = new Memory(PERF_ATTR_SIZE_VER0)) {
      attr.clear();
      attr.setInt(0, PERF_TYPE_SOFTWARE);
      attr.setInt(4, PERF_ATTR_SIZE_VER0);
      attr.setLong(8, PERF_COUNT_SW_DUMMY);
      attr.setLong(40, ATTR_DISABLED_EXCLUDE_KERNEL_HV);
      long attrAddress = Pointer.nativeValue(attr);
      event =
          SystemCalls.syscall(
              SystemCalls.PERF_EVENT_OPEN, attrAddress, 0, -1, -1, PERF_FLAG_FD_CLOEXEC, 0);
    }
    if (event == -1) {
      return Optional.empty();
    }
    try {
      return map(event);
    } finally {
      SystemCalls.syscall(SystemCalls.CLOSE, event, 0, 0, 0, 0, 0);
    }
  }

  private static Optional<PerfClock> map(long event) {
    long address =
        SystemCalls.syscall(
            SystemCalls.MMAP,
            0,
            SystemCalls.PAGE_SIZE,
            SystemCalls.PROT_READ,
            SystemCalls.MAP_SHARED,
            event,
            0);
    if (address == -1) {
      return Optional.empty();
    }
    try {
      return parse(new Pointer(address).getByteBuffer(0, SystemCalls.PAGE_SIZE));
    } finally {
      SystemCalls.syscall(SystemCalls.MUNMAP, address, SystemCalls.PAGE_SIZE, 0, 0, 0, 0);
    }
  }

  /** Reads the fields; the kernel may be writing them, which its sequence number tells. */
  static Optional<PerfClock> parse(ByteBuffer page) {
    ByteBuffer bytes = page.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    for (int attempt = 0; attempt < 100; attempt++) {
      int before = bytes.getInt(LOCK);
      long capabilities = bytes.getLong(CAPABILITIES);
      long timeZero = bytes.getLong(TIME_ZERO);
      int mult = bytes.getInt(TIME_MULT);
      int shift = bytes.getShort(TIME_SHIFT) & 0xffff;
      if (before == bytes.getInt(LOCK) && before % 2 == 0) {
        boolean told = (capabilities & CAP_USER_TIME_ZERO) != 0 && mult != 0 && shift < 64;
        return told ? Optional.of(new PerfClock(timeZero, mult, shift)) : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
