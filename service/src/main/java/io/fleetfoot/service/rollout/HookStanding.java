package io.fleetfoot.service.rollout;

import io.fleetfoot.service.window.SpokenDuration;
import java.time.Duration;

/** How a question to a webhook stands after an answer. */
public sealed interface HookStanding {

  /** The shortest time between two requests of one question. */
  Duration SOONEST = Duration.ofSeconds(1);

  /** The first pause after an error; each further error in a row doubles it. */
  Duration FIRST_BACKOFF = Duration.ofSeconds(5);

  /** The longest pause after an error. */
  Duration LONGEST_BACKOFF = Duration.ofMinutes(1);

  /** It has come to an end. */
  record Ended(GateState state, String reason) implements HookStanding {}

  /** It is asked again after that time, or when patience ends if that is sooner. */
  record Again(Duration after, String reason) implements HookStanding {}

  /**
   * Returns how the question stands.
   *
   * @param errors how many answers in a row before this one were errors
   */
  static HookStanding after(HookAnswer answer, int errors) {
    if (answer instanceof HookAnswer.Allow) {
      return new Ended(GateState.PASSED, "allowed");
    }
    if (answer instanceof HookAnswer.Told) {
      return new Ended(GateState.TOLD, "told");
    }
    if (answer instanceof HookAnswer.Deny deny) {
      return new Ended(GateState.DENIED, "denied: " + deny.reason());
    }
    if (answer instanceof HookAnswer.Wait wait) {
      Duration after = wait.retryAfter().compareTo(SOONEST) < 0 ? SOONEST : wait.retryAfter();
      return new Again(after, "asked to wait: " + wait.reason());
    }
    return new Again(backoff(errors), "no usable answer: " + ((HookAnswer.Error) answer).reason());
  }

  /** Returns how a question stands whose patience has ended, by what was last heard. */
  static Ended outOfPatience(Hook hook, String lastReason) {
    return new Ended(
        hook.at().isBefore() ? GateState.DENIED : GateState.UNTOLD,
        "patience of %s is over; %s".formatted(SpokenDuration.of(hook.patience()), lastReason));
  }

  private static Duration backoff(int errors) {
    Duration pause = FIRST_BACKOFF.multipliedBy(1L << Math.min(errors, 10));
    return pause.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : pause;
  }
}
