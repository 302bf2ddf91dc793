package io.fleetfoot.service.timing;

/**
 * An amount of memory as hosts are sold with it: two or three times a power of two, so that what a
 * firmware keeps for itself makes no other size of it.
 */
public record MemorySize(long bytes) {

  private static final long MEBIBYTE = 1L << 20;
  private static final long GIBIBYTE = 1L << 30;
  private static final long SMALLEST = 64 * MEBIBYTE;
  private static final long GREATEST = 1L << 60;

  public MemorySize {
    if (!isSold(bytes)) {
      throw new IllegalArgumentException("no memory of %d bytes is sold".formatted(bytes));
    }
  }

  /** Returns the smallest size that has room for so many bytes. */
  public static MemorySize of(long bytes) {
    if (bytes <= SMALLEST) {
      return new MemorySize(SMALLEST);
    }
    if (bytes > GREATEST) {
      throw new IllegalArgumentException(
          "a host with %d bytes of memory: at most %d are believed".formatted(bytes, GREATEST));
    }
    long power = Long.highestOneBit(bytes - 1);
    long between = power + power / 2;
    return new MemorySize(bytes <= between ? between : power * 2);
  }

  /** Returns the most bytes that belong to a smaller size; -1 if there is none. */
  public long above() {
    if (bytes == SMALLEST) {
      return -1;
    }
    return Long.bitCount(bytes) == 1 ? bytes / 4 * 3 : bytes / 3 * 2;
  }

  @Override
  public String toString() {
    return bytes % GIBIBYTE == 0 ? bytes / GIBIBYTE + "G" : bytes / MEBIBYTE + "M";
  }

  private static boolean isSold(long bytes) {
    boolean powerOfTwo = Long.bitCount(bytes) == 1;
    boolean between = bytes % 3 == 0 && Long.bitCount(bytes / 3) == 1;
    return bytes >= SMALLEST && bytes <= GREATEST && (powerOfTwo || between);
  }
}
