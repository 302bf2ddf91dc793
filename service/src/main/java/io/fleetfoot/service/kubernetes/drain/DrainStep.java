package io.fleetfoot.service.kubernetes.drain;

/** How far a drain has come after one more step. */
public sealed interface DrainStep {

  /** No pod is left that had to go. */
  record Drained() implements DrainStep {}

  /** Pods are left; the reason names what holds them. */
  record Waiting(int pods, String reason) implements DrainStep {}

  /** The drain does not go on. */
  record Failed(String reason) implements DrainStep {}
}
