package io.fleetfoot.agent.loop;

import java.io.IOException;

/** What the boot loader starts when nobody chooses. */
public interface BootDefault {

  /** What became of a wish. */
  enum Outcome {
    /** The release is the default from now on. */
    COMMITTED("committed"),
    /** It was that already. */
    UNCHANGED("unchanged"),
    /** The kernel was never installed: the firmware goes on starting another. */
    NO_ENTRY("no-entry"),
    /** The boot loader is set up so that its default cannot be chosen, or is not one we know. */
    UNSUPPORTED("unsupported"),
    /** It was tried, and did not work. */
    FAILED("failed");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    /** Returns the word of logs and metrics. */
    public String word() {
      return word;
    }

    /** Returns whether trying again later is of use. */
    boolean isFinal() {
      return this == COMMITTED || this == UNCHANGED;
    }
  }

  /**
   * What became of a wish, and more about it for people.
   *
   * @param detail which entry, or why not and what to do
   */
  record Result(Outcome outcome, String detail) {}

  /**
   * Makes the kernel of that release the default.
   *
   * @throws IOException if a program or hook could not be run
   */
  Result choose(String release) throws IOException, InterruptedException;
}
