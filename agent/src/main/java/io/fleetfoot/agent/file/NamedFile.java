package io.fleetfoot.agent.file;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/** A file that a person named. */
public final class NamedFile {

  private NamedFile() {}

  /**
   * Returns the text of a file, or of a pipe.
   *
   * @throws UnusableFileException if it is not there, a directory, not to be read, or no UTF-8; any
   *     other IOException is put into words by {@link #words}
   */
  public static String text(Path file) throws IOException {
    requireReadable(file);
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new UnusableFileException(
          "%s is no text (UTF-8); is it the file you mean?".formatted(file));
    }
  }

  /** Refuses what is not there, a directory, or not to be read. */
  public static void requireReadable(Path file) throws UnusableFileException {
    if (Files.isDirectory(file)) {
      throw new UnusableFileException(
          "%s is a directory, wanted a file; name the file in it".formatted(file));
    }
    if (!Files.exists(file)) {
      throw new UnusableFileException(words(new NoSuchFileException(file.toString())));
    }
    if (!Files.isReadable(file)) {
      throw new UnusableFileException(words(new AccessDeniedException(file.toString())));
    }
  }

  /** Refuses also what is no regular file, such as a pipe, of which no place can be looked at. */
  public static void requireRegular(Path file) throws UnusableFileException {
    requireReadable(file);
    if (!Files.isRegularFile(file)) {
      throw new UnusableFileException(
          "%s is a pipe or a device, wanted a regular file; copy it into one".formatted(file));
    }
  }

  /**
   * Returns a warning if others can read a file that holds a secret: its mode may be 0600, or 0640
   * with root's group.
   */
  public static Optional<String> readableByOthers(Path secret) {
    try {
      int mode = (int) Files.getAttribute(secret, "unix:mode") & 07777;
      boolean rootsGroup = (int) Files.getAttribute(secret, "unix:gid") == 0;
      if ((mode & (rootsGroup ? 0037 : 0077)) == 0) {
        return Optional.empty();
      }
      return Optional.of(
          "%s holds a secret: found mode %04o, wanted 0600, or 0640 with group root; chmod 600 it, and replace the secret if others may have read it"
              .formatted(secret, mode));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty(); // no file system that has modes, or no file
    }
  }

  /** Returns what a file system says, in words: which file, what is wrong, and what now. */
  public static String words(IOException e) {
    String file = e instanceof FileSystemException of ? String.valueOf(of.getFile()) : "a file";
    if (e instanceof NoSuchFileException) {
      return file + " does not exist; is the path right?";
    }
    if (e instanceof AccessDeniedException) {
      return file + " is not for this user to read or write; run this as root, or as its owner";
    }
    if (e instanceof FileAlreadyExistsException) {
      return file + " is there already; choose another path, or move it away";
    }
    if (e instanceof NotDirectoryException) {
      return file + " is no directory, wanted one";
    }
    if (e instanceof FileSystemException of) {
      return "%s cannot be read or written: %s".formatted(file, of.getReason());
    }
    return e instanceof UnusableFileException
        ? String.valueOf(e.getMessage())
        : "a file cannot be read or written: " + e.getMessage();
  }
}
