package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.KernelImageOffer;
import io.fleetfoot.agent.image.KernelImage;
import io.fleetfoot.agent.kexec.FilePlacement;
import io.fleetfoot.agent.kexec.KexecSystem;
import io.fleetfoot.agent.kexec.LoadMethod;
import io.fleetfoot.agent.kexec.LoadPolicy;
import io.fleetfoot.agent.kexec.PhysicalMemory;
import io.fleetfoot.agent.kexec.Segment;
import io.fleetfoot.agent.kexec.Verification;
import io.fleetfoot.agent.linux.HostFiles;
import io.fleetfoot.agent.linux.LinuxHost;
import io.fleetfoot.agent.linux.TimestampCounter;
import io.fleetfoot.agent.loop.testing.FakeHost;
import io.fleetfoot.agent.manifest.Blob;
import io.fleetfoot.agent.manifest.testing.TestManifests;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.testing.TestFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Stages a kernel and an initrd into a file, by the code that stages them into the reserved region,
 * and says what of memory that took: {@code agent/measure-memory --staging}. What the kernel would
 * copy, write(2) copies.
 */
public final class StagingMemory {
  private static final long REGION = 0x2b000000;
  private static final List<String> KEYS = List.of("VmHWM", "VmRSS", "RssAnon", "RssFile");

  private StagingMemory() {}

  /** Takes the kernel, the initrd and a directory. */
  public static void main(String[] arguments) throws Exception {
    Path kernel = Path.of(arguments[0]);
    Path initrd = Path.of(arguments[1]);
    Path directory = Path.of(arguments[2]);
    say("before");
    try (FileChannel slot =
        FileChannel.open(
            directory.resolve("slot"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      var system = new SlotFile(slot);
      long start = System.nanoTime();
      stage(system, kernel, initrd, directory);
      say("staged in %.1f s".formatted((System.nanoTime() - start) / 1e9));
      Files.readAllLines(Path.of("/proc/self/smaps_rollup")).forEach(System.out::println);
    }
  }

  private static void stage(KexecSystem system, Path kernel, Path initrd, Path directory)
      throws Exception {
    KernelImage image = KernelImage.parse(KernelFiles.map(kernel));
    var manifest =
        TestManifests.verified(
            TestManifests.of(
                image.release(),
                new Blob(KernelFiles.sha256(kernel), Files.size(kernel)),
                new Blob(KernelFiles.sha256(initrd), Files.size(initrd))));
    say("digested");
    var policy = new LoadPolicy(Set.of(LoadMethod.RESERVED), Verification.KCORE);
    var order = new Order("r-1", Optional.<KernelImageOffer>empty(), policy);
    HostFacts facts = TestFacts.fit();
    var real =
        new LinuxHost(new HostFiles(Path.of("/")), "/etc/machine-id", TimestampCounter.open());
    var files =
        new KernelFiles(
            kernel, Optional.of(initrd), directory.resolve("vmlinux"), Optional.empty());
    files.flat(image, real);
    say("unpacked");
    SlotLoader.reserved(
            new FakeHost().allocating(real),
            system,
            new TrialLoad(system, directory),
            new SecureRandom())
        .prepare(new Fetched(order, facts, manifest, files));
  }

  private static void say(String when) throws IOException {
    var said = new StringBuilder(when);
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      String key = line.substring(0, line.indexOf(':'));
      if (KEYS.contains(key)) {
        long kib = Long.parseLong(line.replaceAll("[^0-9]", ""));
        said.append(", %s %.1f MiB".formatted(key, kib / 1024.0));
      }
    }
    System.out.println(said);
  }

  /** A region that is a file, so that its bytes are not this process's. */
  private static final class SlotFile implements KexecSystem {
    private final FileChannel file;

    SlotFile(FileChannel file) {
      this.file = file;
    }

    @Override
    public void load(Target target, long entry, List<Segment> segments) {
      for (Segment segment : segments) {
        ByteBuffer source = segment.source();
        long at = segment.destination().start() - REGION;
        try {
          while (source.hasRemaining()) {
            at += file.write(source, at);
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    @Override
    public void loadFile(
        Path kernel, Optional<Path> initrd, String commandLine, FilePlacement placement) {
      throw new UnsupportedOperationException("kexec_file_load");
    }

    @Override
    public void unload(Target target) {}

    @Override
    public boolean loaded(Target target) {
      return false;
    }

    @Override
    public long contiguousMemory() {
      return 0;
    }

    @Override
    public PhysicalMemory physicalMemory() {
      return new PhysicalMemory() {
        @Override
        public void read(long physicalAddress, ByteBuffer into) {
          long at = physicalAddress - REGION;
          try {
            for (int length = 1; into.hasRemaining() && length > 0; at += length) {
              length = file.read(into, at);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public long availableMemory() {
      return 1L << 30;
    }

    @Override
    public long timestampCounter() {
      return 0;
    }

    @Override
    public void syncFilesystems() {}

    @Override
    public void reboot() {
      throw new UnsupportedOperationException("reboot");
    }
  }
}
