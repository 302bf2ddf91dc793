package io.fleetfoot.agent.kexec.testing;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Machine code that this process can call. */
public final class NativeCode implements AutoCloseable {
  private static final long PAGE = 4096;
  private static final long PROT_READ_WRITE = 3;
  private static final long PROT_READ_EXEC = 5;
  private static final long MAP_PRIVATE_ANONYMOUS = 0x22;

  private final Pointer page;

  private NativeCode(Pointer page) {
    this.page = page;
  }

  /** Returns whether this machine is a Linux one whose processor computes CRC-32C. */
  public static boolean canComputeCrc32c() throws IOException {
    Path cpuinfo = Path.of("/proc/cpuinfo");
    return System.getProperty("os.arch").toLowerCase(Locale.ROOT).equals("amd64")
        && Files.isReadable(cpuinfo)
        && Files.readString(cpuinfo).contains(" sse4_2 ");
  }

  /** Maps code of at most a page. */
  public static NativeCode map(byte[] code) {
    Pointer page =
        (Pointer)
            function("mmap")
                .invoke(
                    Pointer.class,
                    new Object[] {null, PAGE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1L, 0L});
    if (Pointer.nativeValue(page) == -1) {
      throw new IllegalStateException("mmap failed");
    }
    page.write(0, code, 0, code.length);
    int status = function("mprotect").invokeInt(new Object[] {page, PAGE, PROT_READ_EXEC});
    if (status != 0) {
      throw new IllegalStateException("mprotect(PROT_READ|PROT_EXEC) failed; SELinux execmem?");
    }
    return new NativeCode(page);
  }

  /** Calls it as a C function. */
  public long call() {
    return Function.getFunction(page).invokeLong(new Object[0]);
  }

  @Override
  public void close() {
    function("munmap").invokeInt(new Object[] {page, PAGE});
  }

  private static Function function(String name) {
    return NativeLibrary.getProcess().getFunction(name);
  }
}
