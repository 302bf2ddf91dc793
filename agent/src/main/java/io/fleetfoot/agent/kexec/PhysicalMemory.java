package io.fleetfoot.agent.kexec;

import java.nio.ByteBuffer;

/** A view of RAM by physical address. */
public interface PhysicalMemory extends AutoCloseable {

  /**
   * Fills {@code into} from its position to its limit with the bytes at {@code physicalAddress}.
   *
   * @throws KexecException if not all of it is RAM that can be read
   */
  void read(long physicalAddress, ByteBuffer into);

  /** Ends the view. */
  @Override
  void close();
}
