package io.fleetfoot.agent.linux;

import com.sun.jna.Pointer;
import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.loop.ScratchMemory;
import java.nio.ByteBuffer;

/** Anonymous pages: zeroed, locked where the limits allow, left out of dumps, wiped at the end. */
final class AnonymousMemory implements ScratchMemory {
  private final long address;
  private final long size;
  private boolean open = true;

  private AnonymousMemory(long address, long size) {
    this.address = address;
    this.size = size;
  }

  /**
   * Maps that many bytes.
   *
   * @throws KexecException if there is not enough memory
   */
  static AnonymousMemory map(long size) {
    long address =
        SystemCalls.syscall(
            SystemCalls.MMAP,
            0,
            size,
            SystemCalls.PROT_READ | SystemCalls.PROT_WRITE,
            SystemCalls.MAP_PRIVATE | SystemCalls.MAP_ANONYMOUS,
            -1,
            0);
    if (address == -1) {
      throw new KexecException("mmap(%d bytes)".formatted(size), SystemCalls.errno());
    }
    // both are hardening: a host that refuses them is still served
    SystemCalls.syscall(SystemCalls.MLOCK, address, size, 0, 0, 0, 0);
    SystemCalls.syscall(SystemCalls.MADVISE, address, size, SystemCalls.MADV_DONTDUMP, 0, 0, 0);
    return new AnonymousMemory(address, size);
  }

  @Override
  public ByteBuffer buffer() {
    if (!open) {
      throw new IllegalStateException("this memory was given back");
    }
    return new Pointer(address).getByteBuffer(0, size);
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      new Pointer(address).clear(size);
      SystemCalls.syscall(SystemCalls.MUNMAP, address, size, 0, 0, 0, 0);
    }
  }
}
