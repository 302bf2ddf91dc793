package io.fleetfoot.agent.loop;

import java.nio.ByteBuffer;

/** Memory outside of the Java heap for what must not be left lying about. */
public interface ScratchMemory extends AutoCloseable {

  /** Returns all of it, which must not be touched once it is closed. */
  ByteBuffer buffer();

  /** Gives the memory back, wiped. */
  @Override
  void close();
}
