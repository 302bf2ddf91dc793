package io.fleetfoot.agent.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes inputs that are almost right out of inputs that are. */
final class Mutator {

  private static final int[] ODD = {0, 1, 0x7f, 0x80, 0xff, '0', 'f', '"', '{', '[', '\n', ' '};
  private static final List<byte[]> ODD_RUNS =
      List.of(
          new byte[8],
          new byte[] {-1, -1, -1, -1, -1, -1, -1, -1},
          new byte[] {-1, -1, -1, -1, -1, -1, -1, 0x7f},
          new byte[] {-1, -1, -1, 0x7f},
          new byte[] {0, 0, 0, (byte) 0x80},
          "1e999999999".getBytes(StandardCharsets.US_ASCII),
          "ffffffffffffffff".getBytes(StandardCharsets.US_ASCII));

  private final List<byte[]> seeds;
  private final Random random;

  Mutator(List<byte[]> seeds, Random random) {
    this.seeds = seeds;
    this.random = random;
  }

  byte[] next() {
    byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
    for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
      bytes = changed(bytes);
    }
    return bytes;
  }

  private byte[] changed(byte[] bytes) {
    // headers are where it matters: every second change is among the first kilobyte
    int reach = random.nextBoolean() ? Math.min(bytes.length, 1024) : bytes.length;
    int at = random.nextInt(reach);
    switch (random.nextInt(6)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> bytes[at] = (byte) ODD[random.nextInt(ODD.length)];
      case 3 -> {
        byte[] run = ODD_RUNS.get(random.nextInt(ODD_RUNS.size()));
        System.arraycopy(run, 0, bytes, at, Math.min(run.length, bytes.length - at));
      }
      case 4 -> {
        int from = random.nextInt(bytes.length);
        int length = Math.min(random.nextInt(64), bytes.length - Math.max(at, from));
        System.arraycopy(bytes, from, bytes, at, length);
      }
      default -> {
        return Arrays.copyOf(bytes, at);
      }
    }
    return bytes;
  }
}
