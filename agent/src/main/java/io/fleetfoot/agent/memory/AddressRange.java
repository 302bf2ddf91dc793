package io.fleetfoot.agent.memory;

/**
 * A half-open range of physical addresses, compared as unsigned numbers.
 *
 * @param start the first address in the range
 * @param end the first address behind the range, not below {@code start}
 */
public record AddressRange(long start, long end) {

  /** Size of the smallest page of x86_64 and of the kexec segment grid, in bytes. */
  public static final long PAGE_SIZE = 4096;

  /** Refuses a range that ends before it starts. */
  public AddressRange {
    if (Long.compareUnsigned(start, end) > 0) {
      throw new IllegalArgumentException(
          "range ends at %s, before its start %s".formatted(hex(end), hex(start)));
    }
  }

  /** Returns the range of {@code size} bytes at {@code start}, refusing one beyond 64 bits. */
  public static AddressRange ofSize(long start, long size) {
    if (Long.compareUnsigned(start + size, start) < 0) {
      throw new IllegalArgumentException(
          "%s bytes at %s reach beyond 64 bits".formatted(hex(size), hex(start)));
    }
    return new AddressRange(start, start + size);
  }

  /**
   * Returns the range from {@code first} to {@code last}, both inside, as the kernel prints ranges.
   * The last byte of the 64-bit space cannot be inside a half-open range and is left out.
   */
  public static AddressRange inclusive(long first, long last) {
    if (Long.compareUnsigned(first, last) > 0) {
      throw new IllegalArgumentException(
          "range ends at %s, before its start %s".formatted(hex(last), hex(first)));
    }
    return new AddressRange(first, last == -1 ? last : last + 1);
  }

  /** Returns the number of bytes in the range, unsigned. */
  public long size() {
    return end - start;
  }

  /** Returns whether the range holds no byte. */
  public boolean isEmpty() {
    return start == end;
  }

  /** Returns whether the range holds the byte at {@code address}. */
  public boolean contains(long address) {
    return Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end) < 0;
  }

  /** Returns whether every byte of {@code other} lies in this range. */
  public boolean contains(AddressRange other) {
    return Long.compareUnsigned(start, other.start) <= 0
        && Long.compareUnsigned(other.end, end) <= 0;
  }

  /** Returns whether the two ranges have a byte in common. */
  public boolean overlaps(AddressRange other) {
    return !isEmpty()
        && !other.isEmpty()
        && Long.compareUnsigned(start, other.end) < 0
        && Long.compareUnsigned(other.start, end) < 0;
  }

  /** Returns whether start and end are multiples of {@code alignment}, a power of two. */
  public boolean isAligned(long alignment) {
    return ((start | end) & mask(alignment)) == 0;
  }

  /** Returns the lowest multiple of {@code alignment} that is not below {@code address}. */
  public static long alignUp(long address, long alignment) {
    long mask = mask(alignment);
    long aligned = (address + mask) & ~mask;
    if (Long.compareUnsigned(aligned, address) < 0) {
      throw new IllegalArgumentException(
          "%s has no multiple of %s above it".formatted(hex(address), hex(alignment)));
    }
    return aligned;
  }

  /** Returns the highest multiple of {@code alignment} that is not above {@code address}. */
  public static long alignDown(long address, long alignment) {
    return address & ~mask(alignment);
  }

  /** Returns the range as {@code [0x100000, 0x2000000)}. */
  @Override
  public String toString() {
    return "[" + hex(start) + ", " + hex(end) + ")";
  }

  private static long mask(long alignment) {
    if (Long.bitCount(alignment) != 1) {
      throw new IllegalArgumentException(
          "alignment %s is no power of two".formatted(hex(alignment)));
    }
    return alignment - 1;
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
