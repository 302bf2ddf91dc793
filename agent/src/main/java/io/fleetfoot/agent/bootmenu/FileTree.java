package io.fleetfoot.agent.bootmenu;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The files of a host, by absolute paths; texts are bytes as ISO 8859-1, so that none is lost. */
public interface FileTree {

  /** Returns whether there is such a file or directory. */
  boolean exists(String path);

  /** Returns a file's text, or nothing when there is no such file. */
  Optional<String> text(String path);

  /** Returns a file's bytes, mapped, or nothing when there is no such file. */
  Optional<ByteBuffer> bytes(String path);

  /** Returns the names in a directory, sorted; none when there is no such directory. */
  List<String> names(String directory);
}
