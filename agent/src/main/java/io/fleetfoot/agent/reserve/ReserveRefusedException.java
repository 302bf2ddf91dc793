package io.fleetfoot.agent.reserve;

/** The command line is not touched; the message says found, wanted, where and what now. */
public final class ReserveRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  ReserveRefusedException(String found, String wanted, String remedy) {
    super("found %s, wanted %s; %s".formatted(found, wanted, remedy));
  }
}
