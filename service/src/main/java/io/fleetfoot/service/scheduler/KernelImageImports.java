package io.fleetfoot.service.scheduler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** The files on the service's own machine that an operator may make kernel images of. */
public class KernelImageImports {

  private final Optional<Path> directory;

  /** Makes it for the directory under which the files must lie; without one, nothing is open. */
  public KernelImageImports(Optional<Path> directory) {
    this.directory = directory;
  }

  /**
   * Returns the file at a path, absolute or relative to the import directory.
   *
   * @throws KernelImageRefusedException {@code import-not-configured}, {@code
   *     outside-import-directory}, also by way of a symbolic link, or {@code no-such-file}
   */
  public KernelImages.Source file(String path) {
    Path root = directory.orElseThrow(KernelImageImports::notConfigured);
    Path file = resolve(root, path);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new KernelImageRefusedException(
          "no-such-file", "\"%s\" is not a regular file".formatted(path));
    }
    return () -> Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** The same answer for what is absent and what lies outside, so that nobody can feel around. */
  private static Path resolve(Path root, String path) {
    try {
      Path real = root.resolve(path).toRealPath();
      if (real.startsWith(root.toRealPath())) {
        return real;
      }
    } catch (IOException | InvalidPathException e) {
      // Answered below: what cannot be resolved is not a file of the import directory.
    }
    throw new KernelImageRefusedException(
        "outside-import-directory",
        "\"%s\" does not lead to a file under fleetfoot.import-directory".formatted(path));
  }

  private static KernelImageRefusedException notConfigured() {
    return new KernelImageRefusedException(
        "import-not-configured",
        "kernelPath and initrdPath need fleetfoot.import-directory, which is not set; set it, or"
            + " upload the files as multipart/form-data");
  }
}
