package io.fleetfoot.service.timing;

import java.time.Duration;
import java.util.stream.LongStream;

/**
 * How long hosts were down that are taken for alike, from their admission to their new boot.
 *
 * @param lengths the times; not empty
 * @param basis how alike they are
 * @param soak for how long after each the host is still watched, and holds its place
 */
public record DownTimes(Lengths lengths, Basis basis, Duration soak) {

  private static final int ENOUGH_FOR_P95 = 20;
  private static final double P95 = 0.95;

  /** How alike the reboots are by which a forecast is made, the likest first. */
  public enum Basis {
    SAME_KIND("reboots of the same hardware class, load method and kernel pair"),
    OTHER_KERNELS("reboots of the same hardware class and load method, with other kernels"),
    OTHER_HARDWARE("reboots of other hardware or by another load method"),
    GUESSED("a guess, fewer than five were measured"),
    ASSUMED("as is assumed");

    private final String words;

    Basis(String words) {
      this.words = words;
    }

    /** Returns what such times are called. */
    public String words() {
      return words;
    }

    /** Says whether the times are those of hosts of the same class by the same load method. */
    public boolean isOfTheirKind() {
      return this != OTHER_HARDWARE && this != GUESSED;
    }
  }

  public DownTimes {
    if (lengths.isEmpty()) {
      throw new IllegalArgumentException("down times need at least one length");
    }
  }

  /** Makes the times of hosts that are not watched afterwards. */
  public DownTimes(Lengths lengths, Basis basis) {
    this(lengths, basis, Duration.ZERO);
  }

  /**
   * Returns what is assumed where nothing was measured: from half a minute, as a host by kexec
   * takes, to ten minutes, as a server with much memory takes through its firmware.
   */
  public static DownTimes guessed() {
    return new DownTimes(
        Lengths.ofNanos(
            LongStream.of(30, 45, 60, 90, 120, 180, 300, 600)
                .map(seconds -> Duration.ofSeconds(seconds).toNanos())
                .toArray()),
        Basis.GUESSED);
  }

  /** Returns the times with so much soak after each. */
  public DownTimes withSoak(Duration time) {
    return new DownTimes(lengths, basis, time);
  }

  /** Returns the times with the soak. */
  Lengths whole() {
    return Lengths.ofNanos(
        LongStream.of(lengths.toNanos()).map(nanos -> nanos + soak.toNanos()).toArray());
  }

  /** Returns the 95th percentile, or where fewer than 20 were measured the longest. */
  public Duration p95() {
    return lengths.percentile(lengths.size() < ENOUGH_FOR_P95 ? 1 : P95);
  }

  /** Returns how many were measured and how alike they are. */
  public String text() {
    return basis == Basis.GUESSED || basis == Basis.ASSUMED
        ? basis.words()
        : lengths.size() + " " + basis.words();
  }
}
