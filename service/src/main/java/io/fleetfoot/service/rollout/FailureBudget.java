package io.fleetfoot.service.rollout;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many failed hosts a rollout tolerates; one more stops it.
 *
 * @param tolerated a number of hosts, or a percentage of the rollout's hosts, rounded down
 * @param percent whether it is a percentage
 */
public record FailureBudget(int tolerated, boolean percent) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(%?)");
  private static final int ALL = 100;

  public FailureBudget {
    if (tolerated < 0) {
      throw new IllegalArgumentException(
          "failureBudget is %d: it must not be negative".formatted(tolerated));
    }
    if (percent && tolerated > ALL) {
      throw new IllegalArgumentException(
          "failureBudget is %d%%: it must be at most 100%%".formatted(tolerated));
    }
  }

  /** Makes a budget of so many hosts. */
  public FailureBudget(int tolerated) {
    this(tolerated, false);
  }

  /** Returns the budget that the text spells, such as {@code 0}, {@code 3} or {@code 5%}. */
  public static FailureBudget parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is neither a number of hosts nor a percentage such as \"5%%\"".formatted(text));
    }
    return new FailureBudget(Integer.parseInt(form.group(1)), !form.group(2).isEmpty());
  }

  /** Returns how many of so many hosts may fail. */
  public int limit(int total) {
    return percent ? (int) ((long) total * tolerated / ALL) : tolerated;
  }

  /** Says whether a rollout over so many hosts may go on with so many failed ones. */
  public boolean allows(int failed, int total) {
    return failed <= limit(total);
  }

  @Override
  public String toString() {
    return percent ? tolerated + "%" : String.valueOf(tolerated);
  }
}
