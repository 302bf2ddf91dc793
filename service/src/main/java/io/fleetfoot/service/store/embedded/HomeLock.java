package io.fleetfoot.service.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock that keeps a second service off the same directory; the kernel frees it on any death.
 */
final class HomeLock implements AutoCloseable {

  /**
   * The lock files held by this JVM: a POSIX lock is freed when its process closes <em>any</em>
   * descriptor of the file (fcntl(2)), so a second try from inside must not even open it.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private HomeLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws EmbeddedPostgresException naming the holder when another service has it
   */
  static HomeLock take(Path file) {
    if (!HELD_HERE.add(file)) {
      throw heldBy(file, "this very process, " + ProcessHandle.current().pid());
    }
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        channel.close();
        throw heldBy(file, Files.readString(file).strip());
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)));
      return new HomeLock(file, channel);
    } catch (IOException e) {
      HELD_HERE.remove(file);
      throw new EmbeddedPostgresException(
          "cannot lock %s: %s".formatted(file, e),
          "set fleetfoot.home to a directory that this user can write, or spring.datasource.url",
          e);
    } catch (EmbeddedPostgresException e) {
      HELD_HERE.remove(file);
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "cannot free the lock %s: %s".formatted(file, e), "end this process", e);
    } finally {
      HELD_HERE.remove(file);
    }
  }

  private static String self() {
    ProcessHandle self = ProcessHandle.current();
    return self.info()
        .startInstant()
        .map(start -> "process %d, running since %s".formatted(self.pid(), start))
        .orElse("process " + self.pid());
  }

  private static EmbeddedPostgresException heldBy(Path file, String holder) {
    return new EmbeddedPostgresException(
        "the directory %s is in use by another service: %s holds the lock %s"
            .formatted(file.getParent(), holder, file),
        "stop that service, give this one a fleetfoot.home of its own, or give both the same"
            + " spring.datasource.url");
  }
}
