package io.fleetfoot.service.store;

import io.fleetfoot.service.scheduler.Token;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The file that holds the generated join token, which only its owner may read. */
public final class JoinTokenFile {

  private final Path path;

  /** Makes it for the file at the path. */
  public JoinTokenFile(Path path) {
    this.path = path;
  }

  /** Returns the path of the file. */
  public Path path() {
    return path;
  }

  /** Returns the token in the file, if there is one. */
  public Optional<Token> read() {
    try {
      return Files.exists(path)
          ? Optional.of(new Token(Files.readString(path).strip()))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the join token in " + path, e);
    }
  }

  /** Writes the token into a new file. */
  public void write(Token token) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.createFile(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(path, token.value() + "\n", StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the join token to " + path, e);
    }
  }
}
