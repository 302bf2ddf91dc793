package io.fleetfoot.agent.image;

import java.nio.MappedByteBuffer;

/** Keeps the pages of mapped files from piling up in this process's memory. */
@FunctionalInterface
public interface PageRelease {

  /**
   * Gives back the memory of a mapping's pages, whose bytes stay in the file: a page that is
   * touched again comes back. What was written goes to the file as it would have anyway.
   *
   * @param mapped what {@link java.nio.channels.FileChannel#map} returned, not a copy-on-write one
   */
  void letGo(MappedByteBuffer mapped);
}
