package io.fleetfoot.agent.lab.guest;

import io.fleetfoot.agent.kexec.SegmentDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a hop of the lab leaves to the next kernel's root, so that it can be searched for there. */
final class HopSecrets {

  /** On the host's own disk, root's alone. */
  static final Path FILE = Path.of("/host/secrets");

  private HopSecrets() {}

  /** A source of chance that remembers its last draw, as only a lab may. */
  static final class Draws implements RandomGenerator {

    private final SecureRandom random = new SecureRandom();
    private long last;

    @Override
    public long nextLong() {
      return random.nextLong();
    }

    @Override
    public long nextLong(long bound) {
      last = random.nextLong(bound);
      return last;
    }

    /** Says how far the last draw moves the text, in steps of {@code alignment} bytes. */
    void sayWhereTheTextGoes(long alignment) {
      GuestMain.say("moves the text by 0x%x", last * alignment);
    }
  }

  /** Keeps the digests of what was staged, for root. */
  static void keep(List<SegmentDigest> digests) throws IOException {
    Files.deleteIfExists(FILE);
    Files.createFile(
        FILE, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(
        FILE, digests.stream().map(digest -> HexFormat.of().formatHex(digest.bytes())).toList());
  }

  /** Returns the digests that were left; none if there was no hop. */
  static List<byte[]> digestsIn(Path file) throws IOException {
    return Files.exists(file)
        ? Files.readAllLines(file).stream().map(HexFormat.of()::parseHex).toList()
        : List.of();
  }
}
