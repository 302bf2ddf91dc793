package io.fleetfoot.agent.reserve;

import io.fleetfoot.agent.bootmenu.FileTree;
import java.util.List;
import java.util.Optional;

/**
 * What has to be done so that the next boot has a region, or has none any more.
 *
 * @param bootLoader whose files they are
 * @param changes the files, none when all is as it should be
 * @param command what the boot loader is told after that, if anything
 * @param proof what must then be true of a file the command wrote
 */
public record ReservePlan(
    BootLoader bootLoader,
    List<FileChange> changes,
    Optional<List<String>> command,
    Optional<Proof> proof) {

  /**
   * A text that a file must hold.
   *
   * @param path the file the boot loader reads
   * @param text what it must hold
   */
  public record Proof(String path, String text) {

    /** Returns whether it is true now. */
    public boolean holds(FileTree tree) {
      return tree.text(path).orElse("").contains(text);
    }
  }

  /** Copies the changes. */
  public ReservePlan {
    changes = List.copyOf(changes);
  }

  /** Returns whether nothing has to be done. */
  public boolean isEmpty() {
    return changes.isEmpty() && command.isEmpty();
  }
}
