package io.fleetfoot.agent.kexec;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that are staged, wherever they come from; they are never in memory all at once. */
public interface Contents {

  /** Returns how many there are. */
  long size();

  /** Fills {@code into} from its position to its limit with the bytes from {@code offset} on. */
  void read(long offset, ByteBuffer into) throws IOException;
}
