package io.fleetfoot.service.kubernetes.cluster;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the source tree is that the tests run in, in whichever module they are started. */
final class SourceTree {

  private SourceTree() {}

  /** Returns a file of the tree, given by its path from the root. */
  static Path file(String path) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(path))) {
        return at.resolve(path);
      }
    }
    throw new IllegalStateException(
        "found no %s in or above %s, wanted the source tree"
            .formatted(path, Path.of("").toAbsolutePath()));
  }
}
