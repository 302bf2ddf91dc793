package io.fleetfoot.agent.linux;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import io.fleetfoot.agent.kexec.KexecException;

/** Reads the time stamp counter, for which Java has no instruction. */
public final class TimestampCounter {
  // rdtsc; shl $32,%rdx; or %rdx,%rax; ret
  private static final byte[] CODE = {
    0x0f, 0x31, 0x48, (byte) 0xc1, (byte) 0xe2, 0x20, 0x48, 0x09, (byte) 0xd0, (byte) 0xc3
  };
  private static final Object[] NO_ARGUMENTS = {};

  private final Function rdtsc;

  private TimestampCounter(Function rdtsc) {
    this.rdtsc = rdtsc;
  }

  /**
   * Maps a page of code, written first and made executable then.
   *
   * @throws KexecException if the host allows no executable memory
   */
  public static TimestampCounter open() {
    long page =
        call(
            "mmap(PROT_READ|PROT_WRITE)",
            SystemCalls.syscall(
                SystemCalls.MMAP,
                0,
                SystemCalls.PAGE_SIZE,
                SystemCalls.PROT_READ | SystemCalls.PROT_WRITE,
                SystemCalls.MAP_PRIVATE | SystemCalls.MAP_ANONYMOUS,
                -1,
                0));
    var code = new Pointer(page);
    code.write(0, CODE, 0, CODE.length);
    long executable = SystemCalls.PROT_READ | SystemCalls.PROT_EXEC;
    call(
        "mprotect(PROT_READ|PROT_EXEC) for the reading of the time stamp counter"
            + " (on SELinux the agent needs execmem)",
        SystemCalls.syscall(
            SystemCalls.MPROTECT, page, SystemCalls.PAGE_SIZE, executable, 0, 0, 0));
    return new TimestampCounter(Function.getFunction(code));
  }

  /** Returns the counter now. */
  public long read() {
    return rdtsc.invokeLong(NO_ARGUMENTS);
  }

  private static long call(String what, long result) {
    if (result == -1) {
      throw new KexecException(what, SystemCalls.errno());
    }
    return result;
  }
}
