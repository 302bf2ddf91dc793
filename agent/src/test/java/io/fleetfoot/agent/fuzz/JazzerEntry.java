package io.fleetfoot.agent.fuzz;

/** Where Jazzer comes in; the system property {@code fleetfoot.fuzz} names the target. */
public final class JazzerEntry {

  private static final FuzzTarget TARGET = FuzzTarget.valueOf(System.getProperty("fleetfoot.fuzz"));

  private JazzerEntry() {}

  /** Gives one input to the parser; whatever it throws is a finding. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    TARGET.takes(bytes);
  }
}
