package io.fleetfoot.service.rollout;

/** Numbers of things in sentences for people: one, or several. */
final class Counted {

  private Counted() {}

  /** Returns the number with its noun, such as {@code 1 host} or {@code 2 hosts}. */
  static String of(long number, String noun) {
    return number == 1 ? "1 " + noun : "%d %ss".formatted(number, noun);
  }

  /**
   * Returns the number with its noun and verb, such as {@code 1 host is} or {@code 2 hosts are}.
   */
  static String are(long number, String noun) {
    return of(number, noun) + (number == 1 ? " is" : " are");
  }
}
