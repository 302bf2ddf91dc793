package io.fleetfoot.agent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.client.testing.StubService;
import io.fleetfoot.agent.manifest.Blob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobCacheTest {

  private static final byte[] BYTES = bytes();

  @TempDir private Path directory;
  private final StubService service = new StubService();
  private final ServiceClient client = service.client(Duration.ofSeconds(5));
  private final Blob blob = new Blob(service.keep(BYTES), BYTES.length);
  private BlobCache cache;

  @BeforeEach
  void identify() {
    service.know(client);
    cache = new BlobCache(directory.resolve("cache"), client);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void deletesBytesThatAreNotTheBlobs() {
    byte[] wrong = BYTES.clone();
    wrong[7]++;
    service.keepUnder(blob.sha256(), wrong);
    assertThatExceptionOfType(WrongDigestException.class)
        .isThrownBy(() -> cache.fetch(blob))
        .withMessageContaining("wanted " + blob.sha256());
    assertThat(directory.resolve("cache")).isEmptyDirectory();
  }

  @Test
  void refusesMoreBytesThanTheBlobHas() {
    Blob shorter = new Blob(blob.sha256(), blob.size() - 1);
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> cache.fetch(shorter))
        .withMessageContaining("longer than the blob's " + shorter.size());
  }

  @Test
  void saysWhenTheServiceHasNoSuchBlob() {
    Blob unknown = new Blob("0".repeat(64), 5);
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> cache.fetch(unknown))
        .matches(e -> e.reason() == ServiceException.Reason.NOT_FOUND);
  }

  @Test
  void goesOnWhereABrokenDownloadEnded() throws Exception {
    service.cutBlobsAfter(70_000);
    assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> cache.fetch(blob));
    long kept = Files.size(directory.resolve("cache").resolve(blob.sha256() + ".partial"));
    service.cutBlobsAfter(Integer.MAX_VALUE);
    Path file = cache.fetch(blob);
    assertThat(file).hasBinaryContent(BYTES);
    assertThat(kept).isPositive();
    assertThat(service.ranges()).containsExactly("none", "bytes=" + kept + "-");
  }

  @Test
  void fetchesAgainWhatWasSpoiledInTheCache() throws Exception {
    Path file = cache.fetch(blob);
    byte[] spoiled = BYTES.clone();
    spoiled[100]++;
    Files.write(file, spoiled);
    assertThat(cache.fetch(blob)).hasBinaryContent(BYTES);
    assertThat(service.ranges()).containsExactly("none", "none");
  }

  @Test
  void startsOverWhenWhatIsThereIsTooLong() throws Exception {
    Files.createDirectories(directory.resolve("cache"));
    Path partial = directory.resolve("cache").resolve(blob.sha256() + ".partial");
    Files.write(partial, Arrays.copyOf(BYTES, BYTES.length + 1));
    assertThat(cache.fetch(blob)).hasBinaryContent(BYTES);
    assertThat(service.ranges()).containsExactly("none");
  }

  @Test
  void asksForAWholeFileOnce() throws Exception {
    cache.fetch(blob);
    assertThat(cache.fetch(blob)).hasBinaryContent(BYTES);
    assertThat(service.ranges()).containsExactly("none");
  }

  @Test
  void keepsOnlyWhatIsNeeded() throws Exception {
    Path needed = cache.fetch(blob);
    Path derived = Files.writeString(cache.derived(blob, "vmlinux"), "unpacked");
    Path old = Files.writeString(directory.resolve("cache").resolve("f".repeat(64)), "old");
    cache.keepOnly(Set.of(blob.sha256()));
    assertThat(needed).exists();
    assertThat(derived).exists();
    assertThat(old).doesNotExist();
  }

  @Test
  void keepsNothingWhereThereIsNoCache() throws IOException {
    cache.keepOnly(Set.of());
    assertThat(directory.resolve("cache")).doesNotExist();
  }

  private static byte[] bytes() {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}
