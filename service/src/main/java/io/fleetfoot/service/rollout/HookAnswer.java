package io.fleetfoot.service.rollout;

import java.time.Duration;

/** What a webhook answered. */
public sealed interface HookAnswer {

  /** It has nothing against it. */
  record Allow() implements HookAnswer {}

  /** It does not want it, for the reason. */
  record Deny(String reason) implements HookAnswer {}

  /** It wants to be asked again after that time, for the reason. */
  record Wait(Duration retryAfter, String reason) implements HookAnswer {}

  /** It took note of what it was told. */
  record Told() implements HookAnswer {}

  /** There was no answer, or none that means anything; the reason says which. */
  record Error(String reason) implements HookAnswer {}
}
