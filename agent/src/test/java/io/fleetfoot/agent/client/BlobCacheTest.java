package io.fleetfoot.agent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fleetfoot.agent.client.testing.StubService;
import io.fleetfoot.agent.loop.testing.Effects;
import io.fleetfoot.agent.loop.testing.Effects.Fault;
import io.fleetfoot.agent.loop.testing.LosableDisk;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  @ParameterizedTest
  @EnumSource(names = {"FULL_DISK", "FAILURE"})
  void goesOnAfterEachStepAtWhichTheDiskFailed(Fault fault) throws Exception {
    var dry = new Effects();
    overDisk(dry, "dry").fetch(blob);
    assertThat(dry.names()).filteredOn(name -> name.startsWith("write")).hasSizeGreaterThan(3);
    assertThat(dry.names().get(0)).as("what Java tries twice").startsWith("make directory");
    for (int step = 1; step < dry.names().size(); step++) {
      String name = fault + " at " + step;
      var effects = new Effects().at(step, fault);
      BlobCache faulty = overDisk(effects, name);
      assertThatExceptionOfType(IOException.class).as(name).isThrownBy(() -> faulty.fetch(blob));
      effects.endFaults();
      assertThat(faulty.fetch(blob)).as(name).hasBinaryContent(BYTES);
    }
  }

  @Test
  void givesBackTheRoomOfWhatDidNotFitWholly() throws Exception {
    var effects = new Effects();
    BlobCache full = overDisk(effects, "full");
    effects.at(4, Fault.FULL_DISK);
    assertThatExceptionOfType(DiskWriteException.class)
        .isThrownBy(() -> full.fetch(blob))
        .withMessageContaining("No space left on device")
        .withMessageContaining("make room");
    assertThat(directory.resolve("full").resolve("cache")).isEmptyDirectory();
  }

  private BlobCache overDisk(Effects effects, String name) throws IOException {
    Path real = Files.createDirectories(directory.resolve(name));
    return new BlobCache(new LosableDisk(real, effects).root().resolve("cache"), client);
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
