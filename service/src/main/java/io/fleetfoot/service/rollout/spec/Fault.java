package io.fleetfoot.service.rollout.spec;

/**
 * One fault in a spec.
 *
 * @param path where it is, such as {@code $.waves[1]}
 * @param detail what was found there, and what was wanted
 */
public record Fault(String path, String detail) {

  @Override
  public String toString() {
    return path + ": " + detail;
  }
}
