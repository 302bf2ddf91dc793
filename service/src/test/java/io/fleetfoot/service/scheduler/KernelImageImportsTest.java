package io.fleetfoot.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelImageImportsTest {

  @TempDir Path directory;
  private Path open;
  private KernelImageImports imports;

  @BeforeEach
  void layFiles() throws IOException {
    open = Files.createDirectories(directory.resolve("open/deep")).getParent();
    Files.writeString(directory.resolve("secret"), "secret");
    Files.writeString(open.resolve("vmlinuz"), "kernel");
    Files.createSymbolicLink(open.resolve("vmlinuz.old"), Path.of("vmlinuz"));
    Files.createSymbolicLink(open.resolve("escape"), Path.of("../secret"));
    Files.createSymbolicLink(open.resolve("way-out"), directory);
    Files.createDirectory(directory.resolve("open-sesame"));
    Files.writeString(directory.resolve("open-sesame/vmlinuz"), "not this one");
    imports = new KernelImageImports(Optional.of(open));
  }

  @Test
  void readsNothingWhereNoDirectoryIsConfigured() {
    assertRefused(
        new KernelImageImports(Optional.empty()), open + "/vmlinuz", "import-not-configured");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret",
        "escape",
        "way-out/secret",
        "/etc/passwd",
        "deep/../../secret",
        "../open-sesame/vmlinuz",
        "absent",
        "",
        "vmlinuz\0"
      })
  void refusesEveryWayOutAndWhatIsAbsentAlike(String path) {
    assertRefused(imports, path, path.isEmpty() ? "no-such-file" : "outside-import-directory");
  }

  @Test
  void refusesADirectory() {
    assertRefused(imports, "deep", "no-such-file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vmlinuz", "./deep/../vmlinuz", "vmlinuz.old"})
  void readsFilesOfTheDirectoryByRelativePath(String path) throws IOException {
    assertThat(read(path)).isEqualTo("kernel");
  }

  @Test
  void readsFilesOfTheDirectoryByAbsolutePath() throws IOException {
    assertThat(read(open.resolve("vmlinuz").toString())).isEqualTo("kernel");
  }

  private String read(String path) throws IOException {
    try (InputStream bytes = imports.file(path).open()) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void assertRefused(KernelImageImports imports, String path, String code) {
    assertThatExceptionOfType(KernelImageRefusedException.class)
        .isThrownBy(() -> imports.file(path))
        .extracting(KernelImageRefusedException::code)
        .isEqualTo(code);
  }
}
