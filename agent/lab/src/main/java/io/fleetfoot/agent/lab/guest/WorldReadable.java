package io.fleetfoot.agent.lab.guest;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Searches what anybody may read on this host for what would tell where the kernel's text is. */
final class WorldReadable {

  private static final int NOBODY = 65534;
  private static final int FILE_LIMIT = 4 << 20;

  // where the kernel speaks, and where an agent may leave something
  private static final List<Path> PLACES =
      List.of(
          Path.of("/proc"),
          Path.of("/sys"),
          Path.of("/run"),
          Path.of("/tmp"),
          Path.of("/host/fleetfoot"),
          Path.of("/host/agent.properties"));

  // what a launcher or an agent writes
  private static final List<Path> OURS =
      List.of(
          Path.of("/sys/kernel/boot_params"),
          Path.of("/proc/cmdline"),
          Path.of("/run"),
          Path.of("/host"));

  private final TextSecrets secrets;
  private final List<Path> telling = new ArrayList<>();
  private int files;

  private WorldReadable(TextSecrets secrets) {
    this.secrets = secrets;
  }

  private interface Identity extends Library {
    int setgroups(long count, int[] groups);

    int setresgid(int real, int effective, int saved);

    int setresuid(int real, int effective, int saved);
  }

  /**
   * Says which files tell it, first to root, of whom one is known that does, and then to nobody,
   * whom this process stays from then on.
   */
  static void search(TextSecrets secrets) throws IOException {
    WorldReadable root = new WorldReadable(secrets);
    root.visit(Path.of("/proc/kallsyms"));
    root.visit(Path.of("/proc/iomem"));
    GuestMain.say("to root %s", root.telling);
    becomeNobody();
    WorldReadable nobody = new WorldReadable(secrets);
    for (Path place : PLACES) {
      nobody.walk(place);
    }
    nobody.telling.forEach(path -> GuestMain.say("told to nobody by %s", path));
    GuestMain.say("searched %d files as nobody", nobody.files);
  }

  private static void becomeNobody() {
    Identity libc = Native.load("c", Identity.class);
    require(libc.setgroups(0, new int[1]));
    require(libc.setresgid(NOBODY, NOBODY, NOBODY));
    require(libc.setresuid(NOBODY, NOBODY, NOBODY));
  }

  private static void require(int result) {
    if (result != 0) {
      throw new IllegalStateException("cannot become nobody: errno " + Native.getLastError());
    }
  }

  private void walk(Path place) throws IOException {
    Files.walkFileTree(
        place,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              visit(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void visit(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(FILE_LIMIT);
      files++;
      boolean ours = OURS.stream().anyMatch(file::startsWith);
      if (secrets.areToldBy(content) || ours && secrets.hasDelta(content)) {
        telling.add(file);
      }
    } catch (IOException e) {
      // not for this reader
    }
  }
}
