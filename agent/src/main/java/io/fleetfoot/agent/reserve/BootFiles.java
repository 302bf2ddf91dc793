package io.fleetfoot.agent.reserve;

import io.fleetfoot.agent.bootmenu.FileTree;
import java.io.IOException;

/** The boot loader's files of a host, and what changes them. */
public interface BootFiles {

  /** Returns the files as they are. */
  FileTree tree();

  /**
   * Makes the changes, each file whole or not at all and the one before the first change kept
   * beside it for ever, and runs the commands. When something fails, the files are as they were.
   *
   * @throws IOException if a file cannot be written or a command fails; the message says which
   */
  void apply(ReservePlan plan) throws IOException;
}
