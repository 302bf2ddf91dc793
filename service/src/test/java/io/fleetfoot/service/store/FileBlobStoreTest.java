package io.fleetfoot.service.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.service.fleet.Blob;
import io.fleetfoot.service.fleet.Sha256;
import io.fleetfoot.service.scheduler.WrongDigestException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBlobStoreTest {

  /** SHA-256 of "abc", FIPS 180-4. */
  private static final Sha256 ABC =
      new Sha256("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

  private static final Sha256 OTHER = new Sha256("0".repeat(64));

  @TempDir Path directory;
  private FileBlobStore blobs;

  @BeforeEach
  void openStore() {
    blobs = new FileBlobStore(directory.resolve("blobs"));
  }

  @Test
  void hasNothingBeforeTheFirstBlob() {
    assertThat(blobs.find(ABC)).isEmpty();
    assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> blobs.open(ABC));
  }

  @Test
  void keepsNothingOfBytesWithAnotherDigestThanAnnounced() throws IOException {
    assertThatExceptionOfType(WrongDigestException.class)
        .isThrownBy(() -> blobs.put(bytes("abc"), OTHER))
        .withMessageContaining("of the 3 bytes that came is ba7816bf")
        .withMessageContaining("expected 00000000");

    assertThat(files()).isEmpty();
  }

  @Test
  void keepsNothingOfAStreamThatBreaks() throws IOException {
    InputStream breaking =
        new SequenceInputStream(
            bytes("abc"),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("connection reset");
              }
            });

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> blobs.put(breaking))
        .withMessage("connection reset");

    assertThat(files()).isEmpty();
  }

  @Test
  void keepsBytesUnderTheirDigest() throws IOException {
    assertThat(blobs.put(bytes("abc"), ABC)).isEqualTo(new Blob(ABC, 3));

    assertThat(blobs.find(ABC)).hasValue(new Blob(ABC, 3));
    assertThat(directory.resolve("blobs/ba/" + ABC)).hasContent("abc");
  }

  @Test
  void keepsOneFileOfTheSameBytes() throws IOException {
    blobs.put(bytes("abc"));
    blobs.put(bytes("abc"));

    assertThat(files()).hasSize(1);
  }

  @Test
  void mendsADamagedFileWhenTheBytesComeAgain() throws IOException {
    blobs.put(bytes("abc"));
    Files.writeString(directory.resolve("blobs/ba/" + ABC), "a");

    blobs.put(bytes("abc"));

    assertThat(blobs.find(ABC)).hasValue(new Blob(ABC, 3));
  }

  @Test
  void readsFromTheMiddle() throws IOException {
    blobs.put(bytes("abc"));

    try (InputStream content = blobs.open(ABC)) {
      assertThat(content.skip(2)).isEqualTo(2);
      assertThat(content.readAllBytes()).asString().isEqualTo("c");
    }
  }

  @Test
  void takesAFileOfManyBuffers() throws IOException {
    byte[] many = new byte[1_000_003];

    Blob blob = blobs.put(new ByteArrayInputStream(many));

    assertThat(blob.size()).isEqualTo(many.length);
    try (InputStream content = blobs.open(blob.sha256())) {
      assertThat(content.readAllBytes()).isEqualTo(many);
    }
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
