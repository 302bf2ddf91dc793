package io.fleetfoot.agent.reserve;

/** The command line is not touched; the message says found, wanted, where and what now. */
public final class ReserveRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String found;
  private final String wanted;
  private final String remedy;

  ReserveRefusedException(String found, String wanted, String remedy) {
    super("found %s, wanted %s; %s".formatted(found, wanted, remedy));
    this.found = found;
    this.wanted = wanted;
    this.remedy = remedy;
  }

  /** Returns what the host has. */
  public String found() {
    return found;
  }

  /** Returns what was wanted. */
  public String wanted() {
    return wanted;
  }

  /** Returns what a person can do about it. */
  public String remedy() {
    return remedy;
  }
}
