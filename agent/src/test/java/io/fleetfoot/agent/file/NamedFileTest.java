package io.fleetfoot.agent.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedFileTest {

  @TempDir private Path directory;

  @Test
  void saysWhichFileIsWhatInsteadOfAText() throws IOException {
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(refusal(directory.resolve("none")))
        .endsWith("/none does not exist; is the path right?");
    assertThat(refusal(directory))
        .isEqualTo(directory + " is a directory, wanted a file; name the file in it");
    assertThat(refusal(binary)).isEqualTo(binary + " is no text (UTF-8); is it the file you mean?");
  }

  @Test
  void readsText() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "grün");
    assertThat(NamedFile.text(file)).isEqualTo("grün");
  }

  @Test
  void wantsARegularFileWherePlacesAreLookedAt() {
    assertThatExceptionOfType(UnusableFileException.class)
        .isThrownBy(() -> NamedFile.requireRegular(Path.of("/dev/null")))
        .withMessage("/dev/null is a pipe or a device, wanted a regular file; copy it into one");
  }

  @Test
  void namesNoClassOfJava() {
    assertThat(NamedFile.words(new AccessDeniedException("/x")))
        .isEqualTo("/x is not for this user to read or write; run this as root, or as its owner");
    assertThat(NamedFile.words(new FileAlreadyExistsException("/x")))
        .startsWith("/x is there already;");
    assertThat(NamedFile.words(new FileSystemException("/x", null, "Read-only file system")))
        .isEqualTo("/x cannot be read or written: Read-only file system");
    assertThat(NamedFile.words(new IOException("Input/output error")))
        .isEqualTo("a file cannot be read or written: Input/output error");
  }

  private static String refusal(Path file) {
    var thrown =
        assertThatExceptionOfType(UnusableFileException.class)
            .isThrownBy(() -> NamedFile.text(file));
    return String.valueOf(thrown.actual().getMessage());
  }
}
