package io.fleetfoot.agent.kexec;

/**
 * Why no slot can be laid out.
 *
 * @param found what the host has
 * @param wanted what the kernel image needs
 * @param remedy what a human can do about it
 */
public record PlanRefusal(String found, String wanted, String remedy) implements PlanDecision {

  /** Returns the whole sentence. */
  @Override
  public String toString() {
    return "found %s, wanted %s; %s".formatted(found, wanted, remedy);
  }
}
