package io.fleetfoot.agent.linux;

import io.fleetfoot.agent.bootmenu.FileTree;
import io.fleetfoot.agent.reserve.BootFiles;
import io.fleetfoot.agent.reserve.FileChange;
import io.fleetfoot.agent.reserve.Original;
import io.fleetfoot.agent.reserve.ReservePlan;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The boot loader's files under a root directory, and the boot loader's own commands there. */
public final class LinuxBootFiles implements BootFiles {

  private final Path root;
  private final FileTree tree;

  /** Takes the root, {@code /} or that of a host that does not run. */
  public LinuxBootFiles(Path root) {
    this.root = root;
    this.tree = new LinuxFileTree(root);
  }

  @Override
  public FileTree tree() {
    return tree;
  }

  @Override
  public void apply(ReservePlan plan) throws IOException {
    List<FileChange> done = new ArrayList<>();
    try {
      for (FileChange change : plan.changes()) {
        keepOriginal(change);
        done.add(change);
        write(change.path(), change.after());
      }
      if (plan.command().isPresent()) {
        run(plan.command().get());
      }
      if (plan.proof().isPresent()) {
        require(plan.proof().get());
      }
    } catch (IOException | RuntimeException e) {
      restore(done, e);
      throw e;
    }
  }

  private void restore(List<FileChange> done, Exception cause) {
    for (FileChange change : done) {
      try {
        write(change.path(), change.before());
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
  }

  /**
   * Keeps the file before its first change: whole or not at all, and never another in its place.
   */
  private void keepOriginal(FileChange change) throws IOException {
    Path original = root.resolve(Original.of(change.path()).substring(1));
    if (change.original() != Original.KEPT_NOW || Files.exists(original)) {
      return;
    }
    Path next = original.resolveSibling(original.getFileName() + ".next");
    Files.copy(
        at(change.path()),
        next,
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    force(next);
    Files.move(next, original, StandardCopyOption.ATOMIC_MOVE);
    force(directoryOf(original));
  }

  private void write(String path, Optional<String> text) throws IOException {
    Path file = at(path);
    if (text.isEmpty()) {
      Files.deleteIfExists(file);
      force(directoryOf(file));
      return;
    }
    Files.createDirectories(directoryOf(file));
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.get().getBytes(StandardCharsets.ISO_8859_1));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    keepOwner(file, next);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    force(directoryOf(file));
  }

  private static Path directoryOf(Path file) {
    return Optional.ofNullable(file.getParent()).orElse(file);
  }

  /** Gives a file the owner and mode of the one it replaces; an EFI partition has neither. */
  private static void keepOwner(Path before, Path next) throws IOException {
    if (!Files.getFileStore(next).supportsFileAttributeView("posix")) {
      return;
    }
    if (Files.exists(before)) {
      Files.setAttribute(next, "unix:mode", Files.getAttribute(before, "unix:mode"));
      Files.setAttribute(next, "unix:uid", Files.getAttribute(before, "unix:uid"));
      Files.setAttribute(next, "unix:gid", Files.getAttribute(before, "unix:gid"));
    } else {
      Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (NoSuchFileException e) {
      // there was nothing to take away
    }
  }

  /** Returns where a file really lies, so that a link goes on being one. */
  private Path at(String path) throws IOException {
    Path file = root.resolve(path.substring(1));
    if (!Files.isSymbolicLink(file)) {
      return file;
    }
    Path real = file.toRealPath();
    if (!real.startsWith(root.toRealPath())) {
      throw new IOException("%s is a link to %s, outside of %s".formatted(path, real, root));
    }
    return real;
  }

  private void run(List<String> command) throws IOException {
    List<String> words = new ArrayList<>();
    if (!root.equals(Path.of("/"))) {
      words.addAll(List.of("chroot", root.toString()));
    }
    words.addAll(command);
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(
            "%s ended with status %d: %s".formatted(String.join(" ", words), status, output));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(String.join(" ", words) + " was interrupted");
    }
  }

  private void require(ReservePlan.Proof proof) throws IOException {
    if (!proof.holds(tree)) {
      throw new IOException(
          "found no %s in %s, wanted it on a kernel's line; is there a kernel in /boot, and is GRUB_CMDLINE_LINUX_DEFAULT set again elsewhere?"
              .formatted(proof.text(), proof.path()));
    }
  }
}
