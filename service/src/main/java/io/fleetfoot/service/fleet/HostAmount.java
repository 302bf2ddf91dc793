package io.fleetfoot.service.fleet;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of hosts, or a percentage of some hosts from 1 to 100. */
public record HostAmount(int value, boolean percent) {

  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})%");
  private static final Pattern COUNT = Pattern.compile("\\d{1,9}");
  private static final int ALL = 100;

  public HostAmount {
    if (value < 1) {
      throw new IllegalArgumentException("%d hosts: at least 1 is needed".formatted(value));
    }
    if (percent && value > ALL) {
      throw new IllegalArgumentException("%d%% of the hosts: at most 100%%".formatted(value));
    }
  }

  /** Returns an amount that is a number of hosts. */
  public static HostAmount hosts(int count) {
    return new HostAmount(count, false);
  }

  /** Returns an amount that is a percentage. */
  public static HostAmount percent(int percent) {
    return new HostAmount(percent, true);
  }

  /** Returns the amount that the text spells, such as {@code 3} or {@code 10%}. */
  public static HostAmount parse(String text) {
    Matcher percentage = PERCENT.matcher(text);
    if (percentage.matches()) {
      return percent(Integer.parseInt(percentage.group(1)));
    }
    if (COUNT.matcher(text).matches()) {
      return hosts(Integer.parseInt(text));
    }
    throw new IllegalArgumentException(
        "\"%s\" is neither a number of hosts nor a percentage such as \"10%%\"".formatted(text));
  }

  /** Returns this amount of so many hosts, a percentage rounded down, never more than all. */
  public int roundedDownOf(int total) {
    return percent ? (int) ((long) total * value / ALL) : Math.min(value, total);
  }

  /** Returns this amount of so many hosts, a percentage rounded up, never more than all. */
  public int roundedUpOf(int total) {
    return percent ? (int) (((long) total * value + ALL - 1) / ALL) : Math.min(value, total);
  }

  @Override
  public String toString() {
    return percent ? value + "%" : String.valueOf(value);
  }
}
